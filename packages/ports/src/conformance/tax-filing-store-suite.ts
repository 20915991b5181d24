import type { TaxRequest } from '@farthing/ledger'
import type { Storage, Stores } from '../storage.js'
import type { TaxFilingRecord } from '../tax-filing-store.js'
import { minute, october } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type FilingStorage = Storage<Pick<Stores, 'taxFilings'>>

const request: TaxRequest = {
  tenant: 'tenant', document: 'd1', currency: 'EUR', prices: 'exclusive', taxPoint: october.to, taxPointRule: 'document',
  seller: { id: 'tenant', jurisdiction: 'DE', registrations: [] },
  customer: { id: 'acme', jurisdiction: 'FR', registrations: [{ tax: 'vat', jurisdiction: 'FR', number: 'FR1' }] },
  lines: [{ key: 'l1', ...october, amount: '0.00000000000000000000000000000000000001', taxable: true }],
}

function sampleFiling(revision: number, about: Partial<TaxFilingRecord> = {}): TaxFilingRecord {
  return { document: 'd1', revision, state: 'commit_due', provider: 'authority', at: minute(revision), ...(revision === 1 ? { request } : {}), ...about }
}

const committed = sampleFiling(2, { state: 'committed', reference: 'authority-1' })
const append = (storage: FilingStorage, ...records: readonly TaxFilingRecord[]) =>
  storage.transaction('tenant', async ({ taxFilings }) => {
    for (const record of records) await taxFilings.append(record)
  })
const records = (storage: FilingStorage, document = 'd1') => storage.transaction('tenant', ({ taxFilings }) => taxFilings.records(document))

const cases: readonly SuiteCase<StorageFactory<'taxFilings'>>[] = [
  storageCase('steps follow each other without a gap; the same again is a no-op', async (storage) => {
    expectSame(await records(storage), [], 'before the first')
    for (let run = 0; run < 2; run += 1) await append(storage, sampleFiling(1), committed)
    expectSame(await records(storage), [sampleFiling(1), committed], 'the steps')
    await expectFailure('storage.conflict', 'another one in a place that is taken', () => append(storage, { ...committed, reference: 'authority-2' }))
    await expectFailure('storage.conflict', 'one that is not the next', () => append(storage, sampleFiling(4)))
    await expectFailure('storage.conflict', 'a first one that is not 1', () => append(storage, { ...committed, document: 'd2' }))
  }),

  storageCase('of steps for one place at the same time, one is kept', async (storage) => {
    await append(storage, sampleFiling(1))
    const contested = ['a', 'b', 'c'].map((reference) => ({ ...committed, reference }))
    const winner = await expectOneWinner(contested.map((one) => () => append(storage, one)), 'steps for one place')
    expectSame(await records(storage), [sampleFiling(1), contested[winner]], 'the steps')
  }),

  storageCase('a step that is rolled back has left its place', async (storage) => {
    await inRolledBack(storage, 'tenant', ({ taxFilings }) => taxFilings.append(sampleFiling(1)))
    expectSame(await records(storage), [], 'the steps')
  }),

  storageCase('what is due comes in pages, by time and then document bytes, each document by its last step', async (storage) => {
    const due = ['z', 'A', 'a', '\u{1f600}'].map((document, index) => sampleFiling(1, { document, at: minute(index === 0 ? 1 : 2) }))
    const toVoid = sampleFiling(3, { state: 'void_due', at: minute(3) })
    await append(storage, ...shuffle(due, pseudoRandom(1)), sampleFiling(1), committed, toVoid)
    await append(storage, sampleFiling(1, { document: 'filed' }), { ...committed, document: 'filed' })
    await storage.transaction('other', ({ taxFilings }) => taxFilings.append(sampleFiling(1)))
    const list = (page?: Parameters<Stores['taxFilings']['due']>[0]) => storage.transaction('tenant', ({ taxFilings }) => taxFilings.due(page))
    await expectPages(list, [...due, toVoid], 'what is due')
    await append(storage, sampleFiling(4, { state: 'voided' }))
    await expectPages(list, due, 'what is due after that')
    await expectRefusedPages(list)
  }),
]

export const taxFilingProbe: RecordProbe<'taxFilings', TaxFilingRecord> = {
  store: 'taxFilings',
  record: (text) => sampleFiling(1, { document: text, provider: text, reference: text }),
  write: (taxFilings, record) => taxFilings.append(record),
  read: async (taxFilings, { document }) => (await taxFilings.records(document))[0],
}

/** The contract of `TaxFilingStore`. */
export const taxFilingStoreSuite: Suite<StorageFactory<'taxFilings'>> = { name: 'tax filing store', cases: [...recordCases(taxFilingProbe), ...cases] }
