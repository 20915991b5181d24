import type { BillingRun, BillingRunAccount, BillingRunAccountFilter, BillingRunFilter } from '../billing-run-store.js'
import type { PageRequest } from '../page.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type RunStorage = Storage<Pick<Stores, 'billingRuns'>>

function sampleRun(id: string, about: Partial<BillingRun> = {}): BillingRun {
  return { id, revision: 0, mode: 'commit', scope: { period: '2026-10' }, accrues: true, corrects: true, cut: '1', actor: 'system', correlation: id, startedAt: minute(0), status: 'planning', accounts: 0, partSize: 2, ...about }
}

function sampleAccount(account: string, about: Partial<BillingRunAccount> = {}): BillingRunAccount {
  const held = { code: 'invoice.held', field: 'release', rule: 'r', message: account, facts: { found: '70/31', subscriptions: [account] } } as const
  const documents = [{ from: minute(0), to: minute(60), side: 'retail', outcome: 'held', failure: held }] as const
  return { run: 'run', account, revision: 0, part: 0, sides: ['retail'], status: 'pending', documents, decisions: [], ...about }
}

const save = (storage: RunStorage, run: BillingRun) => storage.transaction('tenant', ({ billingRuns }) => billingRuns.save(run))
const saveAccounts = (storage: RunStorage, ...accounts: readonly BillingRunAccount[]) => storage.transaction('tenant', ({ billingRuns }) => billingRuns.saveAccounts(accounts))
const find = (storage: RunStorage, accounts: readonly string[], run = 'run') => storage.transaction('tenant', ({ billingRuns }) => billingRuns.find(run, accounts))

const cases: readonly SuiteCase<StorageFactory<'billingRuns'>>[] = [
  storageCase('a run replaces the one before; one that does not follow it is a conflict', async (storage) => {
    await expectFailure('storage.conflict', 'revision 1 first', () => save(storage, sampleRun('a', { revision: 1 })))
    await save(storage, sampleRun('a'))
    for (const revision of [0, 2]) await expectFailure('storage.conflict', `revision ${revision} after 0`, () => save(storage, sampleRun('a', { revision })))
    const ended = sampleRun('a', { revision: 1, status: 'ended', endedAt: minute(3) })
    await storage.transaction('tenant', async ({ billingRuns }) => {
      await billingRuns.save(ended)
      expectSame(await billingRuns.load('a'), ended, 'what this transaction saved')
    })
    expectSame(await storage.transaction('tenant', ({ billingRuns }) => billingRuns.get('a')), ended, 'what is committed')
  }),

  storageCase('runs are listed by start, then id', async (storage) => {
    const runs = ['a', 'b', 'c', 'd', 'e'].map((id, index) => sampleRun(id, { startedAt: minute(Math.floor(index * 0.5)) }))
    await storage.transaction('tenant', async ({ billingRuns }) => {
      for (const run of shuffle(runs, pseudoRandom(2))) await billingRuns.save(run)
      await billingRuns.save(sampleRun('a', { revision: 1 }))
    })
    const list = (filter: BillingRunFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ billingRuns }) => billingRuns.list(filter, page))
    await expectPages(list({}), [sampleRun('a', { revision: 1 }), ...runs.slice(1)], 'the runs')
    await expectRefusedPages(list({}))
  }),

  storageCase('runs are listed of a mode, a status and a time', async (storage) => {
    const preview = sampleRun('a', { mode: 'preview', status: 'ended', startedAt: minute(0) })
    const working = sampleRun('b', { mode: 'commit', status: 'working', startedAt: minute(1) })
    const ended = sampleRun('c', { mode: 'commit', status: 'ended', startedAt: minute(2) })
    await storage.transaction('tenant', async ({ billingRuns }) => {
      for (const run of [preview, working, ended]) await billingRuns.save(run)
    })
    const list = (filter: BillingRunFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ billingRuns }) => billingRuns.list(filter, page))
    await expectPages(list({ mode: 'commit' }), [working, ended], 'runs that commit')
    await expectPages(list({ status: 'ended' }), [preview, ended], 'runs that ended')
    await expectPages(list({ mode: 'commit', status: 'ended' }), [ended], 'runs that ended and commit')
    await expectPages(list({ since: minute(1), until: minute(2) }), [working], 'runs of a minute')
    await expectPages(list({ status: 'planning' }), [], 'runs that are planned')
  }),

  storageCase('accounts replace those before; when one does not follow, none is kept', async (storage) => {
    await expectFailure('storage.conflict', 'revision 1 first', () => saveAccounts(storage, sampleAccount('a', { revision: 1 })))
    await saveAccounts(storage, sampleAccount('b'), sampleAccount('a'))
    await saveAccounts(storage)
    const done = sampleAccount('a', { revision: 1, status: 'done', at: minute(1) })
    await saveAccounts(storage, done, sampleAccount('c'))
    for (const revision of [0, 1, 3]) {
      await expectFailure('storage.conflict', `revision ${revision} after 1`, () => saveAccounts(storage, sampleAccount('d'), sampleAccount('b', { revision: 1 }), sampleAccount('a', { revision })))
    }
    expectSame(await find(storage, ['d', 'c', 'a', 'b', 'a']), [done, sampleAccount('b'), sampleAccount('c')], 'the accounts')
    expectSame(await find(storage, []), [], 'no accounts')
    expectSame(await find(storage, ['a'], 'other'), [], 'the account of another run')
  }),

  storageCase('accounts that are rolled back leave those before', async (storage) => {
    await saveAccounts(storage, sampleAccount('a'))
    await inRolledBack(storage, 'tenant', ({ billingRuns }) => billingRuns.saveAccounts([sampleAccount('a', { revision: 1, status: 'done' }), sampleAccount('b')]))
    expectSame(await find(storage, ['a', 'b']), [sampleAccount('a')], 'the accounts before')
  }),

  storageCase('accounts are listed by part, then id, of a status or a part, and counted', async (storage) => {
    const statuses = ['pending', 'done', 'held', 'done', 'cleared'] as const
    const accounts = Array.from({ length: 13 }, (_, index) => sampleAccount(`a${index * 7 % 13}`, { part: index % 11, status: statuses[index % 5] ?? 'done' }))
    await saveAccounts(storage, ...shuffle(accounts, pseudoRandom(5)), sampleAccount('a1', { run: 'other' }))
    const ordered = [...accounts].sort((x, y) => x.part - y.part || (x.account < y.account ? -1 : 1))
    const list = (filter: BillingRunAccountFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ billingRuns }) => billingRuns.accounts('run', filter, page))
    await expectPages(list({}), ordered, 'all accounts')
    await expectPages(list({ status: 'done' }), ordered.filter(({ status }) => status === 'done'), 'accounts that are done')
    await expectPages(list({ part: 1 }), ordered.filter(({ part }) => part === 1), 'accounts of a part')
    await expectPages(list({ part: 1, status: 'held' }), ordered.filter(({ part, status }) => part === 1 && status === 'held'), 'held accounts of a part')
    await expectPages(list({ part: 12 }), [], 'accounts of a part that is none')
    await expectRefusedPages(list({}))
    const countsOf = (run: string) => storage.transaction('tenant', ({ billingRuns }) => billingRuns.counts(run))
    expectSame(await countsOf('run'), { pending: 3, done: 5, held: 3, cleared: 2 }, 'the counts')
    expectSame(await countsOf('none'), { pending: 0, done: 0, held: 0, cleared: 0 }, 'counts of no run')
  }),

  concurrentCase('who loads a run waits for who has loaded it, so that no step is lost', async (storage) => {
    await save(storage, sampleRun('a'))
    const step = () =>
      storage.transaction('tenant', async ({ billingRuns }) => {
        const { revision = -1, accounts = 0 } = (await billingRuns.load('a')) ?? {}
        await billingRuns.save(sampleRun('a', { revision: revision + 1, accounts: accounts + 1 }))
      })
    await Promise.all(Array.from({ length: 8 }, step))
    expectSame(await storage.transaction('tenant', ({ billingRuns }) => billingRuns.get('a')), sampleRun('a', { revision: 8, accounts: 8 }), 'after eight steps')
  }),
]

export const billingRunProbe: RecordProbe<'billingRuns', BillingRun> = {
  store: 'billingRuns',
  record: (text) => sampleRun(text, { correlation: text, scope: { accounts: [text] } }),
  write: (billingRuns, record) => billingRuns.save(record),
  read: (billingRuns, { id }) => billingRuns.get(id),
}

/** The contract of `BillingRunStore`. */
export const billingRunStoreSuite: Suite<StorageFactory<'billingRuns'>> = { name: 'billing run store', cases: [...recordCases(billingRunProbe), ...cases] }
