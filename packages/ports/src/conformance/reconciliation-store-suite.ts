import { hashContent } from '@farthing/core'
import type { ReconciliationRun } from '@farthing/ledger'
import type { PageRequest } from '../page.js'
import type { ReconciliationFilter } from '../reconciliation-store.js'
import { minute } from './event-samples.js'
import { expectFailure } from './expectations.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function sampleRun(name: string, about: Partial<ReconciliationRun> = {}): ReconciliationRun {
  const checked = { usage: 1, charges: 2, lines: 3, corrections: 4, transactions: 5, settlements: 6, refunds: 7, disputes: 8 }
  const mismatch = { kind: 'charge_unbilled', subject: name, amount: '70/31', currency: 'EUR', because: name } as const
  return { id: hashContent('sample/1', [name]), tenant: 'tenant', at: minute(0), checked, mismatches: [mismatch], ...about }
}

const cases: readonly SuiteCase<StorageFactory<'reconciliations'>>[] = [
  storageCase('a run is kept once: the same again is a no-op, other content a conflict, another tenant refused', async (storage) => {
    const put = (run: ReconciliationRun) => storage.transaction('tenant', ({ reconciliations }) => reconciliations.put(run))
    await put(sampleRun('a'))
    await put(sampleRun('a'))
    await expectFailure('storage.conflict', 'other content', () => put(sampleRun('a', { mismatches: [] })))
    await expectFailure('storage.tenant_mismatch', 'another tenant', () => put(sampleRun('b', { tenant: 'other' })))
  }),

  storageCase('runs are listed by time, then id', async (storage) => {
    const runs = ['a', 'b', 'c', 'd', 'e'].map((name, index) => sampleRun(name, { at: minute(Math.floor(index * 0.5)), ...(index === 0 && { mismatches: [] }) }))
    await storage.transaction('tenant', async ({ reconciliations }) => {
      for (const run of shuffle(runs, pseudoRandom(2))) await reconciliations.put(run)
    })
    const ordered = [...runs].sort((x, y) => (`${x.at}${x.id}` < `${y.at}${y.id}` ? -1 : 1))
    await expectPages((page) => storage.transaction('tenant', ({ reconciliations }) => reconciliations.list({}, page)), ordered, 'the runs')
    const list = (filter: ReconciliationFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ reconciliations }) => reconciliations.list(filter, page))
    await expectPages(list({ outcome: 'agrees' }), runs.slice(0, 1), 'those in which all agrees')
    await expectPages(list({ outcome: 'differs' }), ordered.filter(({ mismatches }) => mismatches.length > 0), 'those in which something differs')
    await expectPages(list({ since: minute(1), until: minute(2) }), ordered.filter(({ at }) => at === minute(1)), 'those from a time until another one')
    await expectPages(list({ since: minute(1), outcome: 'agrees' }), [], 'by both')
    await expectRefusedPages((page) => storage.transaction('tenant', ({ reconciliations }) => reconciliations.list({}, page)))
  }),
]

export const reconciliationProbe: RecordProbe<'reconciliations', ReconciliationRun> = {
  store: 'reconciliations',
  record: (text, tenant) => sampleRun(text, { tenant }),
  write: (reconciliations, record) => reconciliations.put(record),
  read: (reconciliations, { id }) => reconciliations.get(id),
}

/** The contract of `ReconciliationStore`. */
export const reconciliationStoreSuite: Suite<StorageFactory<'reconciliations'>> = { name: 'reconciliation store', cases: [...recordCases(reconciliationProbe), ...cases] }
