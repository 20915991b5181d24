import type { ControlRecordFilter, ControlRecordOf } from '../control-store.js'
import type { PageRequest } from '../page.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type ControlStorage = Storage<Pick<Stores, 'controls'>>
type RestrictionRecord = ControlRecordOf<'restriction'>

function sampleRestriction({ id = 'r1', ...about }: Partial<RestrictionRecord> = {}): RestrictionRecord {
  const { account = 'acme' } = about
  const content = { id, account, scope: 'new_usage', reason: { code: 'operator', text: 'Please call us.', references: [] }, since: minute(1), by: 'ann' } as const
  return { kind: 'restriction', id, revision: 1, account, status: 'active', createdAt: minute(1), content, ...about }
}

const append = (storage: ControlStorage, record: RestrictionRecord) => storage.transaction('tenant', ({ controls }) => controls.append(record))
const history = (storage: ControlStorage) => storage.transaction('tenant', ({ controls }) => controls.history('restriction', 'r1'))

const erasing: readonly SuiteCase<StorageFactory<'controls' | 'eventBodies'>>[] = [
  storageCase('recipients go out of every step of an account, under an erasure of it and nothing else', async (storage) => {
    const policy = (id: string, account: string, revision: number): ControlRecordOf<'budget_policy'> => {
      const content = { id, account, currency: 'EUR', amount: '5', every: 'month', zone: 'UTC', thresholds: [], recipients: ['ada@example.org'], mode: 'notify_only', createdAt: minute(1) } as const
      return { kind: 'budget_policy', id, revision, account, status: 'active', createdAt: minute(1), content }
    }
    const restriction = sampleRestriction()
    await storage.transaction('tenant', async ({ controls }) => {
      for (const record of [policy('b1', 'acme', 1), policy('b1', 'acme', 2), policy('b2', 'globex', 1), restriction]) await controls.append(record)
    })
    await expectFailure('storage.removal_unknown', 'no decision', () => storage.transaction('tenant', ({ controls }) => controls.eraseRecipients('acme', 'x')))
    const decision = { id: 'x', kind: 'erasure', account: 'acme', from: minute(0), to: minute(1), subjects: ['acme'], subscriptions: [], keptTypes: [], cut: 'none', by: 'ann', at: minute(1), reason: 'asked for' } as const
    await storage.transaction('tenant', ({ eventBodies }) => eventBodies.decide(decision))
    await expectFailure('storage.removal_unknown', 'of another account', () => storage.transaction('tenant', ({ controls }) => controls.eraseRecipients('globex', 'x')))
    await storage.transaction('tenant', async ({ controls }) => {
      expectSame(await controls.eraseRecipients('acme', 'x'), 2, 'steps')
      expectSame(await controls.eraseRecipients('acme', 'x'), 0, 'steps of a repeat')
      const without = (record: ControlRecordOf<'budget_policy'>) => ({ ...record, content: { ...record.content, recipients: [] } })
      expectSame(await controls.history('budget_policy', 'b1'), [without(policy('b1', 'acme', 1)), without(policy('b1', 'acme', 2))], 'the steps')
      expectSame(await controls.get('budget_policy', 'b2'), policy('b2', 'globex', 1), 'of another account')
      expectSame(await controls.get('restriction', 'r1'), restriction, 'what tells nobody')
    })
  }),
]

const cases: readonly SuiteCase<StorageFactory<'controls'>>[] = [
  storageCase('steps of a thing stand one behind the other; the same again is a no-op, a taken or skipped place a conflict', async (storage) => {
    for (const revision of [1, 2, 2, 1, 3]) await append(storage, sampleRestriction({ revision, status: `at ${revision}` }))
    expectSame(await history(storage), [1, 2, 3].map((revision) => sampleRestriction({ revision, status: `at ${revision}` })), 'the steps')
    await storage.transaction('tenant', async ({ controls }) => expectSame((await controls.get('restriction', 'r1'))?.revision, 3, 'the last step'))
    await expectFailure('storage.conflict', 'another step in a place that is taken', () => append(storage, sampleRestriction({ revision: 2, status: 'other' })))
    await expectFailure('storage.conflict', 'a step that is not the next', () => append(storage, sampleRestriction({ revision: 5 })))
    await expectFailure('storage.conflict', 'a first step that is not 1', () => append(storage, sampleRestriction({ id: 'r2', revision: 2 })))
  }),

  storageCase('kinds of control do not get into each other’s way', async (storage) => {
    const restriction = sampleRestriction()
    const override: ControlRecordOf<'override'> = { ...restriction, kind: 'override', content: { id: 'r1', account: 'acme', reason: 'paid by cheque', by: 'ann', at: minute(1), expiresAt: minute(9) } }
    await storage.transaction('tenant', async ({ controls }) => {
      await controls.append(restriction)
      await controls.append(override)
      expectSame([await controls.get('restriction', 'r1'), await controls.get('override', 'r1')], [restriction, override], 'by kind')
      expectSame(await controls.get('depletion', 'r1'), undefined, 'of another kind')
      expectSame((await controls.list('restriction', {})).items, [restriction], 'the list of a kind')
    })
  }),

  storageCase('of steps for one place of a thing at the same time, one is kept', async (storage) => {
    await append(storage, sampleRestriction())
    const contested = ['a', 'b', 'c'].map((status) => sampleRestriction({ revision: 2, status }))
    const winner = await expectOneWinner(contested.map((one) => () => append(storage, one)), 'steps for one place')
    expectSame(await history(storage), [sampleRestriction(), contested[winner]], 'the steps')
  }),

  storageCase('the list has the last step of each thing, by creation and id, of an account, a status or what it is about', async (storage) => {
    const first = [
      sampleRestriction({ id: 'b' }),
      sampleRestriction({ id: 'a', createdAt: minute(2), about: 'd1' }),
      sampleRestriction({ id: 'é', createdAt: minute(2), account: 'globex', about: 'd1' }),
      sampleRestriction({ id: 'c', createdAt: minute(3), account: 'globex' }),
    ]
    const last = first.map((record, index): RestrictionRecord => (index < 2 ? { ...record, revision: 2, status: 'lifted' } : record))
    await storage.transaction('tenant', async ({ controls }) => {
      for (const record of [...shuffle(first, pseudoRandom(1)), ...last.slice(0, 2)]) await controls.append(record)
    })
    await storage.transaction('other', ({ controls }) => controls.append(sampleRestriction()))
    const list = (filter: ControlRecordFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ controls }) => controls.list('restriction', filter, page))
    const named = (...ids: readonly string[]) => last.filter(({ id }) => ids.includes(id))
    await expectPages(list({}), last, 'all')
    await expectPages(list({ account: 'globex' }), named('é', 'c'), 'those of an account')
    await expectPages(list({ status: 'active' }), named('é', 'c'), 'those of a status: an earlier step is none')
    await expectPages(list({ about: 'd1' }), named('a', 'é'), 'those about a document')
    await expectPages(list({ about: 'd1', account: 'acme', status: 'lifted' }), named('a'), 'by all three')
    await expectPages(list({ accounts: ['globex', 'nobody'] }), named('é', 'c'), 'those of some accounts')
    await expectPages(list({ accounts: [] }), [], 'those of none of all accounts')
    await expectPages(list({ since: minute(2), until: minute(3) }), named('a', 'é'), 'those from a time until another one')
    await expectPages(list({ accounts: ['acme'], since: minute(2), about: 'd1' }), named('a'), 'by accounts, time and what they are about')
    await expectRefusedPages(list({}))
  }),
]

export const controlProbe: RecordProbe<'controls', RestrictionRecord> = {
  store: 'controls',
  record: (text) => sampleRestriction({ id: text, account: text, status: text, about: text }),
  write: (controls, record) => controls.append(record),
  read: (controls, { id }) => controls.get('restriction', id),
}

/** The contract of `ControlStore`. */
export const controlStoreSuite: Suite<StorageFactory<'controls' | 'eventBodies'>> = { name: 'control store', cases: [...recordCases(controlProbe), ...cases, ...erasing] }
