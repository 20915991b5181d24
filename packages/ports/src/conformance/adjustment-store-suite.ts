import type { AdjustmentRecord, AdjustmentStep, AmountAdjustment } from '@farthing/ledger'
import type { AdjustmentFilter } from '../adjustment-store.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type AdjustmentStorage = Storage<Pick<Stores, 'adjustments'>>

function sampleAdjustment(about: Partial<AmountAdjustment> = {}): AmountAdjustment {
  const decided = { account: 'acme', reason: 'agreed', actor: 'ann', recordedAt: minute(0), needsApproval: true } as const
  return { kind: 'amount', id: 'a1', ...decided, label: 'Set-up', currency: 'EUR', amount: '20', effectiveAt: minute(0), ...about }
}

function sampleStep(revision: number, about: Partial<AdjustmentStep> = {}): AdjustmentStep {
  return { adjustment: 'a1', revision, move: 'approve', actor: 'bob', at: minute(revision), ...about }
}

const applied = (revision: number, document = 'd1'): AdjustmentStep => sampleStep(revision, { move: 'apply', document })
const put = (storage: AdjustmentStorage, ...records: readonly AdjustmentRecord[]) =>
  storage.transaction('tenant', async ({ adjustments }) => {
    for (const record of records) await adjustments.put(record)
  })
const append = (storage: AdjustmentStorage, ...steps: readonly AdjustmentStep[]) =>
  storage.transaction('tenant', async ({ adjustments }) => {
    for (const step of steps) await adjustments.append(step)
  })
const stepsOf = (storage: AdjustmentStorage, id = 'a1') => storage.transaction('tenant', ({ adjustments }) => adjustments.steps(id))

const cases: readonly SuiteCase<StorageFactory<'adjustments'>>[] = [
  storageCase('an adjustment is kept once; other content under its id is a conflict', async (storage) => {
    const line: AdjustmentRecord = { kind: 'line', id: 'l', account: 'acme', reason: 'agreed', actor: 'ann', recordedAt: minute(0), needsApproval: false, currency: 'EUR', line: 'l1', amount: '0' }
    await put(storage, sampleAdjustment(), line)
    await put(storage, sampleAdjustment())
    await expectFailure('storage.conflict', 'another amount', () => put(storage, sampleAdjustment({ amount: '21' })))
    expectSame(await storage.transaction('tenant', async ({ adjustments }) => [await adjustments.get('a1'), await adjustments.get('l')]), [sampleAdjustment(), line], 'the adjustments')
  }),

  storageCase('steps follow each other without a gap; the same again is a no-op', async (storage) => {
    await put(storage, sampleAdjustment())
    expectSame(await stepsOf(storage), [], 'before the first')
    for (const revision of [1, 2, 2, 1, 3]) await append(storage, sampleStep(revision))
    expectSame(await stepsOf(storage), [1, 2, 3].map((revision) => sampleStep(revision)), 'the steps')
    await expectFailure('storage.conflict', 'another one in a place that is taken', () => append(storage, sampleStep(2, { actor: 'eve' })))
    await expectFailure('storage.conflict', 'one that is not the next', () => append(storage, sampleStep(5)))
  }),

  storageCase('a step of no adjustment is refused, also of one that another tenant has', async (storage) => {
    await storage.transaction('other', ({ adjustments }) => adjustments.put(sampleAdjustment()))
    await expectFailure('adjustment.unknown', 'the step', () => append(storage, sampleStep(1)))
  }),

  storageCase('of documents that want one adjustment at the same time, one gets it', async (storage) => {
    await put(storage, sampleAdjustment())
    const contested = ['d1', 'd2', 'd3'].map((document) => applied(1, document))
    const winner = await expectOneWinner(contested.map((one) => () => append(storage, one)), 'documents for one adjustment')
    expectSame(await stepsOf(storage), [contested[winner]], 'the steps')
  }),

  storageCase('a step that is rolled back has left its place', async (storage) => {
    await put(storage, sampleAdjustment())
    await inRolledBack(storage, 'tenant', ({ adjustments }) => adjustments.append(applied(1)))
    expectSame(await stepsOf(storage), [], 'the steps')
    await append(storage, applied(1, 'd2'))
  }),

  storageCase('they come in pages, by recording time and then id bytes, of all accounts or of one, all or those that are open', async (storage) => {
    const ordered = [
      sampleAdjustment({ id: 'z' }),
      sampleAdjustment({ id: 'A', recordedAt: minute(1) }),
      sampleAdjustment({ id: 'a', recordedAt: minute(1), account: 'globex' }),
      sampleAdjustment({ id: '\u{1f600}', recordedAt: minute(1) }),
      sampleAdjustment({ id: 'b', recordedAt: minute(2) }),
    ]
    await put(storage, ...shuffle(ordered, pseudoRandom(1)))
    await storage.transaction('other', ({ adjustments }) => adjustments.put(sampleAdjustment()))
    const released = (id: string): readonly AdjustmentStep[] => [
      { ...applied(1), adjustment: id },
      { ...sampleStep(2, { move: 'release', document: 'd1' }), adjustment: id },
    ]
    await append(storage, sampleStep(1, { adjustment: 'z' }), { ...applied(1), adjustment: 'A' }, sampleStep(1, { adjustment: '\u{1f600}', move: 'withdraw' }), ...released('b'))
    const list = (filter: AdjustmentFilter) => (page?: Parameters<Stores['adjustments']['list']>[1]) => storage.transaction('tenant', ({ adjustments }) => adjustments.list(filter, page))
    const named = (...ids: readonly string[]) => ordered.filter(({ id }) => ids.includes(id))
    await expectPages(list({}), ordered, 'all')
    await expectPages(list({ account: 'globex' }), named('a'), 'those of an account')
    await expectPages(list({ accounts: ['globex', 'nobody'] }), named('a'), 'those of some accounts')
    await expectPages(list({ accounts: [], open: true }), [], 'those of none of all accounts')
    await expectPages(list({ open: true }), named('z', 'a', 'b'), 'those that are open')
    await expectPages(list({ account: 'acme', open: true }), named('z', 'b'), 'those of an account that are open')
    await expectRefusedPages(list({}))
  }),
]

export const adjustmentProbe: RecordProbe<'adjustments', AdjustmentRecord> = {
  store: 'adjustments',
  record: (text) => sampleAdjustment({ id: text, account: text, reason: text, actor: text, label: text }),
  write: (adjustments, record) => adjustments.put(record),
  read: (adjustments, { id }) => adjustments.get(id),
}

/** The contract of `AdjustmentStore`. */
export const adjustmentStoreSuite: Suite<StorageFactory<'adjustments'>> = { name: 'adjustment store', cases: [...recordCases(adjustmentProbe), ...cases] }
