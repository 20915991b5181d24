import { memory } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import type { Storage, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { endingStorage } from '../test/ending-storage.js'
import { callsOf, runBilling, subscribe } from '../test/run-billing.js'
import { failureIn, wrapped } from '../test/sample-billing.js'

const october = { key: 'october', period: '2026-10', mode: 'commit' } as const

/** Two accounts of which one has a second subscription, and a run over October that nobody has worked on. */
async function recorded(): Promise<Storage> {
  const storage = memory()
  const billing = runBilling({ storage })
  for (const id of ['a', 'b']) {
    await subscribe(billing, id)
    await callsOf(billing, id, 3)
  }
  await billing.runs.start(october)
  return storage
}

/** All that a run leaves, but for how often its accounts were tried. */
async function left(storage: Storage): Promise<unknown> {
  const billing = runBilling({ storage })
  const { items } = await billing.runs.accounts('october')
  return {
    accounts: items.map(({ revision: _, ...account }) => account),
    invoices: (await billing.invoices.list()).items,
    ledger: (await billing.ledger.list()).items,
    balances: [await billing.ledger.balances('a'), await billing.ledger.balances('b')],
    messages: await storage.transaction('default', async ({ outbox }) => [await outbox.read('a'), await outbox.read('b')]),
    revenue: await billing.ledger.balance({ role: 'revenue' }),
  }
}

describe('a process that ends in a run (P-ATOMIC)', () => {
  it('leaves what another one brings to the same end, wherever that was', async () => {
    const reference = await recorded()
    const counting = endingStorage(reference)
    await runBilling({ storage: counting }).runs.complete('october', { concurrency: 1 })
    const calls = counting.calls()
    // Fewer calls than this would mean that the test has lost its coverage.
    expect(calls).toBeGreaterThan(85)
    const expected = await left(reference)
    for (let call = 1; call <= calls; call += 1) {
      const storage = await recorded()
      await expect(runBilling({ storage: endingStorage(storage, { call, done: call % 2 === 0 }) }).runs.complete('october', { concurrency: 1 })).rejects.toThrow('the process ends here')
      const summary = await runBilling({ storage }).runs.complete('october')
      expect(summary).toMatchObject({ run: { status: 'ended' }, accounts: { done: 2, pending: 0 } })
      expect(await left(storage)).toEqual(expected)
    }
  })
})

describe('a storage that is down for a while', () => {
  it('ends the step, holds no account, and the next step goes on', async () => {
    const storage = await recorded()
    let transactions = 0
    const down: Storage = { transaction: async (tenant, work) => ((transactions += 1) > 5 ? fail('storage.unavailable', { field: 'storage', because: 'does not answer' }) : storage.transaction(tenant, work)) }
    const billing = runBilling({ storage: down })
    expect(await failureIn(() => billing.runs.complete('october'))).toMatchObject({ code: 'storage.unavailable' })
    expect(await failureIn(() => billing.runs.complete('october'))).toMatchObject({ code: 'storage.unavailable' })
    const back = runBilling({ storage })
    expect((await back.runs.get('october')).accounts.held).toBe(0)
    expect(await back.runs.complete('october')).toMatchObject({ accounts: { done: 2 }, documents: { issued: 2 } })
  })

  it('does not lose an answer: a document whose commit is unknown is found by the next step', async () => {
    const storage = await recorded()
    let lost = 0
    const forgetful: Storage = {
      transaction: async (tenant, work) => {
        const before = (await storage.transaction(tenant, ({ documents }) => documents.list({}))).items.length
        const result = await storage.transaction(tenant, work)
        const after = (await storage.transaction(tenant, ({ documents }) => documents.list({}))).items.length
        if (after > before) {
          lost += 1
          fail('storage.outcome_unknown', { field: 'storage', because: 'did not answer a commit' })
        }
        return result
      },
    }
    const billing = runBilling({ storage: forgetful })
    for (let attempt = 0; attempt < 2; attempt += 1) expect(await failureIn(() => billing.runs.complete('october', { concurrency: 1 }))).toMatchObject({ code: 'storage.outcome_unknown' })
    expect(await billing.runs.complete('october')).toMatchObject({ documents: { issued: 2, present: 0 } })
    expect(lost).toBe(2)
  })
})

describe('two at a time', () => {
  it('work on one run, and issue each document once (V-ONCE)', async () => {
    const storage = await recorded()
    const [one, two] = [runBilling({ storage }), runBilling({ storage })]
    const [first, second] = await Promise.all([one.runs.complete('october'), two.runs.complete('october')])
    expect([first, second]).toMatchObject([{ documents: { issued: 2 } }, { documents: { issued: 2 } }])
    expect((await one.invoices.list()).items).toHaveLength(2)
  })

  it('are two runs over one period: what one has issued, the other finds', async () => {
    const storage = await recorded()
    const billing = runBilling({ storage })
    await billing.runs.start({ ...october, key: 'rival' })
    const summaries = await Promise.all(['october', 'rival'].map((id) => billing.runs.complete(id)))
    const counted = (outcome: 'issued' | 'present') => summaries.map(({ documents }) => documents[outcome]).reduce((a, b) => a + b)
    expect([counted('issued'), counted('present')]).toEqual([2, 2])
    expect((await billing.invoices.list()).items).toHaveLength(2)
  })
})

/** Storage that tells which methods of stores were called in transactions that were kept. */
function keptCalls(storage: Storage) {
  const kept = new Set<string>()
  const watched: Storage = {
    transaction: async (tenant, work) => {
      const calls = new Set<string>()
      const watch = <S extends object>(name: string, store: S): S =>
        new Proxy(store, {
          get: (target, member) => {
            const method: unknown = Reflect.get(target, member)
            if (typeof method !== 'function') return method
            return (...args: readonly unknown[]) => (calls.add(`${name}.${String(member)}`), Reflect.apply(method, target, args) as unknown)
          },
        })
      const result = await storage.transaction(tenant, (stores) => work(new Proxy(stores, { get: (target, name: keyof Stores) => watch(name, target[name]) })))
      for (const call of calls) kept.add(call)
      return result
    },
  }
  return { storage: watched, kept }
}

it('a preview keeps nothing but the run (V-PREVIEW)', async () => {
  const { storage, kept } = keptCalls(await recorded())
  const billing = runBilling({ storage })
  await billing.runs.start({ ...october, key: 'preview', mode: 'preview' })
  expect(await billing.runs.complete('preview')).toMatchObject({ documents: { previewed: 2 } })
  expect([...kept].filter((call) => !/\.(get|list|find|load|accounts|counts|takeCut|scan)$/.test(call)).sort()).toEqual(['billingRuns.save', 'billingRuns.saveAccounts', 'commands.put'])
})

it('an account whose events are gone is held, and takes no other with it', async () => {
  const inner = await recorded()
  const storage = wrapped(inner, (stores) => ({
    ...stores,
    accounts: {
      ...stores.accounts,
      get: async (id) => {
        const account = await stores.accounts.get(id)
        // A failure of a store dooms its transaction.
        return id === 'a' ? stores.events.takeCut().then(() => fail('storage.events_removed', { field: 'from', because: 'is too early' })) : account
      },
    },
  }))
  expect(await runBilling({ storage }).runs.complete('october')).toMatchObject({ run: { status: 'ended' }, accounts: { done: 1, held: 1 }, held: [{ account: 'a', reasons: [{ code: 'storage.events_removed' }] }] })
  const back = runBilling({ storage: inner })
  await back.runs.retry({ key: 't', run: 'october', account: 'a' })
  expect(await back.runs.complete('october')).toMatchObject({ accounts: { done: 2 }, documents: { issued: 2 } })
})

it('a document that an ended process had issued is compared all the same', async () => {
  const storage = memory()
  const before = runBilling({ storage, now: '2026-10-02T00:00:00Z' })
  await subscribe(before, 'a', { from: '2026-09-01' })
  await before.runs.start({ key: 'september', period: '2026-09', mode: 'commit' })
  await before.runs.complete('september')
  const billing = runBilling({ storage })
  await callsOf(billing, 'a', 80)
  await billing.runs.start({ ...october, outliers: { above: '4', then: 'report' } })
  const dying = wrapped(storage, (stores) => ({ ...stores, billingRuns: { ...stores.billingRuns, saveAccounts: (accounts) => (accounts.some(({ status }) => status !== 'pending') ? Promise.reject(new Error('the process ends here')) : stores.billingRuns.saveAccounts(accounts)) } }))
  await expect(runBilling({ storage: dying }).runs.complete('october')).rejects.toThrow('the process ends here')
  expect((await billing.invoices.list()).items).toHaveLength(2)
  expect(await billing.runs.complete('october')).toMatchObject({ documents: { issued: 1 }, outliers: [{ account: 'a', outlier: 'above', before: '20', amounts: { net: '100' } }] })
})
