import { hashContent } from '@farthing/core'
import type { RatingRun } from '../rating-run-store.js'
import { october } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const keyOf = (name: string) => hashContent('sample/1', [name])

function sampleRun(document: string, sequence: number, about: Partial<RatingRun> & { readonly of?: readonly string[] } = {}): RatingRun {
  const { of = ['c1'], ...fields } = about
  const charges = of.map((name) => ({ chargeKey: keyOf(name), revision: sequence, ratingKey: keyOf(`${name} ${sequence}`), amount: '70/31' as const }))
  return { id: keyOf(`${document} ${sequence}`), document, sequence, account: 'acme', side: 'retail', currency: 'EUR', ...october, at: october.to, charges, ...fields }
}

const cases: readonly SuiteCase<StorageFactory<'ratingRuns'>>[] = [
  storageCase('runs of a document stand one behind the other; the same again is a no-op, a taken or skipped place a conflict', async (storage) => {
    const append = (run: RatingRun) => storage.transaction('tenant', ({ ratingRuns }) => ratingRuns.append(run))
    await append(sampleRun('d1', 0))
    await append(sampleRun('d1', 0))
    await append(sampleRun('d1', 1))
    await append(sampleRun('d2', 0))
    await expectFailure('storage.conflict', 'a taken place', () => append(sampleRun('d1', 1, { account: 'other', id: keyOf('x') })))
    await expectFailure('storage.conflict', 'a skipped place', () => append(sampleRun('d1', 3)))
    await expectFailure('storage.conflict', 'a taken id', () => append(sampleRun('d1', 2, { id: keyOf('d2 0') })))
    await storage.transaction('tenant', async ({ ratingRuns }) => {
      expectSame(await ratingRuns.latest('d1'), sampleRun('d1', 1), 'the last run')
      expectSame(await ratingRuns.latest('d3'), undefined, 'no run')
      expectSame(await ratingRuns.get(keyOf('d1 0')), sampleRun('d1', 0), 'a run by its id')
    })
  }),

  storageCase('a charge leads to the documents that it stands on', async (storage) => {
    await storage.transaction('tenant', async ({ ratingRuns }) => {
      await ratingRuns.append(sampleRun('d2', 0, { of: ['c1', 'c2'] }))
      await ratingRuns.append(sampleRun('d2', 1, { of: ['c1', 'c3'] }))
      await ratingRuns.append(sampleRun('d1', 0, { of: ['c1'] }))
      expectSame(await ratingRuns.documentsOf(keyOf('c1')), ['d1', 'd2'], 'of a charge on two')
      expectSame(await ratingRuns.documentsOf(keyOf('c3')), ['d2'], 'of a charge of a later run')
      expectSame(await ratingRuns.documentsOf(keyOf('c4')), [], 'of no charge')
    })
    expectSame(await storage.transaction('other', ({ ratingRuns }) => ratingRuns.documentsOf(keyOf('c1'))), [], 'in another tenant')
  }),

  storageCase('the list comes in pages, by document and sequence', async (storage) => {
    const runs = ['d1', 'd2', 'd3'].flatMap((document) => [0, 1, 2].map((sequence) => sampleRun(document, sequence, { account: document === 'd2' ? 'other' : 'acme' })))
    await storage.transaction('tenant', async ({ ratingRuns }) => {
      for (const run of runs) await ratingRuns.append(run)
    })
    await expectPages((page) => storage.transaction('tenant', ({ ratingRuns }) => ratingRuns.list({}, page)), runs, 'all runs')
    await expectPages((page) => storage.transaction('tenant', ({ ratingRuns }) => ratingRuns.list({ account: 'acme' }, page)), runs.filter(({ account }) => account === 'acme'), 'the runs of an account')
    await expectPages((page) => storage.transaction('tenant', ({ ratingRuns }) => ratingRuns.list({ accounts: ['acme', 'nobody'] }, page)), runs.filter(({ account }) => account === 'acme'), 'the runs of an account')
    await expectPages((page) => storage.transaction('tenant', ({ ratingRuns }) => ratingRuns.list({ accounts: [] }, page)), [], 'those of none of all accounts')
    await expectRefusedPages((page) => storage.transaction('tenant', ({ ratingRuns }) => ratingRuns.list({}, page)))
  }),
]

export const ratingRunProbe: RecordProbe<'ratingRuns', RatingRun> = {
  store: 'ratingRuns',
  record: (text) => sampleRun(text, 0, { account: text, group: text, id: keyOf(`probe ${text}`) }),
  write: (ratingRuns, record) => ratingRuns.append(record),
  read: (ratingRuns, { document }) => ratingRuns.latest(document),
}

/** The contract of `RatingRunStore`. */
export const ratingRunStoreSuite: Suite<StorageFactory<'ratingRuns'>> = { name: 'rating run store', cases: [...recordCases(ratingRunProbe), ...cases] }
