import { hashContent } from '@farthing/core'
import type { IssuedCreditNote } from '@farthing/ledger'
import type { CorrectionFilter, CorrectionRecord, CorrectionStep } from '../correction-store.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { sampleInvoice } from './sample-invoice.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type CorrectionStorage = Storage<Pick<Stores, 'corrections'>>

function sampleNote(number: string): IssuedCreditNote {
  const { id, number: invoiceNumber, issuedAt, documentHash, tenant, account, currency, zone, rounding, from, to, knownAt } = sampleInvoice()
  const hash = hashContent('sample-note/1', [number])
  return {
    kind: 'credit_note', tenant, account, currency, zone, rounding, from, to, knownAt,
    invoice: { id, number: invoiceNumber, issuedAt, documentHash },
    correction: hash,
    reason: { code: 'late_event', text: 'An event came in late' },
    lines: [{ line: 'l1', description: 'Tokens', from, to, net: '0.01', tax: '0', gross: '0.01' }],
    totals: { net: '0.01', tax: '0', gross: '0.01', rounding: '0', restored: '0', payable: '0.01' },
    contentHash: hash, id: hash, number, series: 'CN', issuedAt, evidenceHash: hash, documentHash: hash,
  }
}

function sampleLook(revision: number, about: Partial<CorrectionRecord> = {}): CorrectionRecord {
  return { invoice: 'i1', revision, account: 'acme', at: minute(revision), actor: 'ann', knownAt: { cut: String(revision), at: minute(revision) }, ...about }
}

function sampleStep(revision: number, about: Partial<CorrectionStep> = {}): CorrectionStep {
  return { proposal: 'p1', revision, account: 'acme', move: revision === 1 ? 'propose' : 'approve', actor: 'bob', at: minute(revision), ...about }
}

const append = (storage: CorrectionStorage, ...records: readonly CorrectionRecord[]) =>
  storage.transaction('tenant', async ({ corrections }) => {
    for (const record of records) await corrections.append(record)
  })
const records = (storage: CorrectionStorage, invoice = 'i1') => storage.transaction('tenant', ({ corrections }) => corrections.records(invoice))
const appendStep = (storage: CorrectionStorage, ...steps: readonly CorrectionStep[]) =>
  storage.transaction('tenant', async ({ corrections }) => {
    for (const step of steps) await corrections.appendStep(step)
  })

const cases: readonly SuiteCase<StorageFactory<'corrections'>>[] = [
  storageCase('looks at an invoice follow each other without a gap; the same again is a no-op', async (storage) => {
    expectSame(await records(storage), [], 'before the first')
    for (const revision of [1, 2, 2, 1]) await append(storage, sampleLook(revision))
    expectSame(await records(storage), [sampleLook(1), sampleLook(2)], 'the looks')
    await expectFailure('storage.conflict', 'another one in a place that is taken', () => append(storage, sampleLook(2, { actor: 'eve' })))
    await expectFailure('storage.conflict', 'one that is not the next', () => append(storage, sampleLook(4)))
  }),

  storageCase('of corrections of one invoice at the same time, one is kept', async (storage) => {
    await append(storage, sampleLook(1))
    const contested = ['a', 'b', 'c'].map((actor) => sampleLook(2, { actor }))
    const winner = await expectOneWinner(contested.map((one) => () => append(storage, one)), 'corrections for one place')
    expectSame(await records(storage), [sampleLook(1), contested[winner]], 'the looks')
  }),

  storageCase('a number stands on one document of a series', async (storage) => {
    await append(storage, sampleLook(1, { note: sampleNote('CN-1') }))
    await expectFailure('storage.conflict', 'the number on another invoice', () => append(storage, sampleLook(1, { invoice: 'i2', note: { ...sampleNote('CN-1'), id: 'other' } })))
    await append(storage, sampleLook(1, { invoice: 'i2', note: sampleNote('CN-2') }))
  }),

  storageCase('a document is found by its id, of the own tenant', async (storage) => {
    const [first, second] = [sampleNote('CN-1'), sampleNote('CN-2')]
    await append(storage, sampleLook(1), sampleLook(2, { note: first }), sampleLook(3, { note: second }))
    await inRolledBack(storage, 'tenant', ({ corrections }) => corrections.append(sampleLook(4, { note: sampleNote('CN-3') })))
    const found = (id: string, tenant = 'tenant') => storage.transaction(tenant, ({ corrections }) => corrections.findNote(id))
    expectSame([await found(first.id), await found(second.id)], [first, second], 'the documents')
    for (const missing of [await found(sampleNote('CN-3').id), await found('CN-1'), await found(first.id, 'other')]) expectSame(missing, undefined, 'none')
  }),

  storageCase('a look that is rolled back has left its place', async (storage) => {
    await inRolledBack(storage, 'tenant', ({ corrections }) => corrections.append(sampleLook(1, { note: sampleNote('CN-1') })))
    expectSame(await records(storage), [], 'the looks')
    await append(storage, sampleLook(1, { actor: 'bob', note: sampleNote('CN-1') }))
  }),

  storageCase('the steps of a proposal follow each other without a gap', async (storage) => {
    for (const revision of [1, 2, 1, 2]) await appendStep(storage, sampleStep(revision))
    expectSame(await storage.transaction('tenant', ({ corrections }) => corrections.steps('p1')), [sampleStep(1), sampleStep(2)], 'the steps')
    const contested = (['approve', 'reject', 'apply'] as const).map((move) => sampleStep(3, { move }))
    const winner = await expectOneWinner(contested.map((one) => () => appendStep(storage, one)), 'steps for one place')
    expectSame(await storage.transaction('tenant', ({ corrections }) => corrections.steps('p1')), [sampleStep(1), sampleStep(2), contested[winner]], 'the steps')
  }),

  storageCase('both come in pages, of all accounts or of one', async (storage) => {
    const looks = [
      sampleLook(1, { invoice: 'z' }),
      ...['A', 'a', '\u{1f600}'].map((invoice) => sampleLook(1, { invoice, at: minute(2), account: invoice === 'a' ? 'globex' : 'acme' })),
      sampleLook(2, { invoice: 'z', at: minute(3) }),
    ]
    // Looks at one invoice keep their order.
    await append(storage, ...shuffle(looks.slice(0, -1), pseudoRandom(1)), ...looks.slice(-1))
    const steps = ['z', 'A', 'a'].map((proposal, index) => sampleStep(1, { proposal, at: minute(index === 0 ? 1 : 2), account: proposal === 'a' ? 'globex' : 'acme' }))
    await appendStep(storage, ...shuffle(steps, pseudoRandom(2)), sampleStep(2, { proposal: 'z' }))
    await storage.transaction('other', async ({ corrections }) => {
      await corrections.append(sampleLook(1))
      await corrections.appendStep(sampleStep(1))
    })
    const list = (filter: CorrectionFilter) => (page?: Parameters<Stores['corrections']['list']>[1]) => storage.transaction('tenant', ({ corrections }) => corrections.list(filter, page))
    const proposals = (filter: CorrectionFilter) => (page?: Parameters<Stores['corrections']['proposals']>[1]) => storage.transaction('tenant', ({ corrections }) => corrections.proposals(filter, page))
    await expectPages(list({}), looks, 'looks')
    await expectPages(list({ account: 'globex' }), looks.filter(({ account }) => account === 'globex'), 'looks of an account')
    await expectPages(list({ accounts: ['globex', 'nobody'] }), looks.filter(({ account }) => account === 'globex'), 'looks of some accounts')
    await expectPages(list({ since: minute(2), until: minute(3) }), looks.slice(1, -1), 'looks from a time until another one')
    await expectRefusedPages(list({}))
    await expectPages(proposals({}), steps, 'proposals')
    await expectPages(proposals({ accounts: ['acme'], since: minute(2) }), steps.filter(({ proposal }) => proposal === 'A'), 'proposals of some accounts from a time on')
    await expectPages(proposals({ until: minute(2) }), steps.slice(0, 1), 'proposals until a time')
    await expectPages(proposals({ account: 'globex' }), steps.filter(({ account }) => account === 'globex'), 'proposals of an account')
  }),
]

export const correctionProbe: RecordProbe<'corrections', CorrectionRecord> = {
  store: 'corrections',
  record: (text) => sampleLook(1, { invoice: text, account: text, actor: text }),
  write: (corrections, record) => corrections.append(record),
  read: async (corrections, { invoice }) => (await corrections.records(invoice))[0],
}

/** The contract of `CorrectionStore`. */
export const correctionStoreSuite: Suite<StorageFactory<'corrections'>> = { name: 'correction store', cases: [...recordCases(correctionProbe), ...cases] }
