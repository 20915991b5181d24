import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { withoutGuard } from '../../adapters-pg/test-server/without-guard.js'
import { count, createBilling, defineCatalog, fixedClock, flat, isFarthingError, perUnit, plan, type Money } from '../src/index.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { pro: plan({ currency: 'EUR', every: 'month' }, { base: flat('50.00'), calls: perUnit('calls', '0.015') }) },
})
const eur = (amount: `${number}`): Money => ({ amount, currency: 'EUR' })
const many = Array.from({ length: 16 }, (_, index) => index)

const billingAt = (storage: Storage, tenant: string, now: string) => createBilling({ catalog, storage, clock: fixedClock(now), tenant })

/** An account with 100.00 EUR of money that settles nothing. */
async function funded(tenant: string, storage = postgres(database.app())) {
  const billing = billingAt(storage, tenant, '2026-11-02T00:00:00Z')
  await billing.accounts.put({ key: 'a', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
  await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('100') })
  return { billing, storage, tenant }
}

/** The codes of those that were refused, sorted. */
async function refusals(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled(calls)
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [] : [isFarthingError(outcome.reason) ? outcome.reason.code : String(outcome.reason)])).sort()
}

const hold = (key: string, amount: `${number}`, about: object = {}) => ({ key, account: 'acme', amount: eur(amount), expiresAt: '2026-11-02T01:00:00Z', ...about })

describe('holds on PostgreSQL, at the same time (L-HOLD)', () => {
  it('never cross the floor', async () => {
    const { billing } = await funded('floor')
    const refused = await refusals(many.map((index) => billing.holds.place(hold(`h${index}`, '30', { floor: eur('5') }))))
    expect(refused).toEqual(Array.from({ length: 13 }, () => 'hold.floor'))
    expect((await billing.holds.list({ status: 'pending' })).items).toHaveLength(3)
  })

  it('would cross it without the lock of the account', async () => {
    const { storage, tenant, billing } = await funded('no-lock')
    const unlocked: Storage = { transaction: (name, work) => storage.transaction(name, (stores) => work({ ...stores, accounts: { ...stores.accounts, lock: async () => undefined } })) }
    await refusals(many.map((index) => billingAt(unlocked, tenant, '2026-11-02T00:00:00Z').holds.place(hold(`h${index}`, '30'))))
    expect((await billing.holds.list({ status: 'pending' })).items.length).toBeGreaterThan(3)
  })

  it('end once, whoever posts, voids or expires them, and are charged once', async () => {
    const { billing, storage } = await funded('ends')
    await billing.holds.place(hold('h', '60'))
    const late = billingAt(storage, 'ends', '2026-11-02T01:00:00Z')
    const refused = await refusals([
      ...many.map((index) => billing.holds.post({ key: `post ${index}`, hold: 'h', amount: eur('45'), reason: 'image' })),
      ...many.map((index) => billing.holds.void({ key: `void ${index}`, hold: 'h' })),
      late.holds.expire(),
    ])
    expect(refused.every((code) => code === 'hold.ended')).toBe(true)
    const ended = await billing.holds.get('h')
    expect(ended).toMatchObject({ revision: 2 })
    const [balance] = await billing.ledger.balances('acme')
    expect(balance?.receivableMinor).toBe(ended?.status === 'posted' ? '4500' : '0')
  })

  it('take turns with payments and charges: what is available is never guessed', async () => {
    const { billing } = await funded('turns')
    await refusals([
      ...many.map((index) => billing.holds.place(hold(`h${index}`, '20'))),
      ...many.map((index) => billing.ledger.adjust({ key: `a${index}`, account: 'acme', amount: eur('5'), reason: 'setup' })),
    ])
    const [balance] = await billing.ledger.balances('acme')
    const held = (await billing.holds.list({ status: 'pending' })).items.length
    // 80.00 are charged in the end; every hold left room for what had been charged by then.
    expect(balance?.availableMinor).toBe('2000')
    expect(held).toBeLessThanOrEqual(5)
  })
})

/** A month that is accrued, billed, paid, corrected and closed. */
async function monthOf(storage: Storage, tenant: string) {
  const early = billingAt(storage, tenant, '2026-10-15T00:00:00Z')
  await early.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
  const call = (id: string, time: string) => ({ id, source: 'api', type: 'api.call', subject: 'acme', time, data: {} })
  await early.events.ingest(many.map((index) => call(`c${index}`, '2026-10-10T00:00:00Z')))
  const { id: run } = await early.rating.run({ key: 'r', account: 'acme', period: '2026-10' })
  await early.accruals.accrue({ key: 'a', run })
  const later = billingAt(storage, tenant, '2026-11-02T00:00:00Z')
  await later.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await later.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p1', amount: eur('20') })
  await later.events.ingest([call('late', '2026-10-11T00:00:00Z')])
  await later.corrections.takeLate()
  const last = billingAt(storage, tenant, '2026-12-01T00:00:00Z')
  await last.ledger.close({ key: 'c', period: '2026-11' })
  await last.ledger.seal()
  return last
}

describe('the book on PostgreSQL', () => {
  it('is the one of memory: journals, balances, rated usage, reconciliation', async () => {
    const told = async (storage: Storage) => {
      const billing = await monthOf(storage, 'both')
      const journal: string[] = []
      for await (const line of billing.ledger.export({ format: 'hledger' })) journal.push(line)
      const reconciled = await billing.reconciliation.run()
      return { journal, reconciled, balances: await billing.ledger.balances('acme'), rated: await billing.ratedUsage.list({ account: 'acme' }), head: (await billing.ledger.head()).sequence }
    }
    const onServer = await told(postgres(database.app()))
    expect(onServer.reconciled).toMatchObject({ mismatches: [], checked: { charges: 2, corrections: 1, settlements: 1 } })
    const inMemory = await told(memory())
    expect(withoutCuts(onServer)).toEqual(withoutCuts(inMemory))
  })

  it.each([
    ['a posting that is gone', `DELETE FROM farthing.ledger_transaction WHERE tenant = $1 AND kind = 'payment_received'`, ['payment_unposted']],
    ['a document that is gone', `DELETE FROM farthing.invoice WHERE tenant = $1`, ['posting_without_document', 'item_unknown', 'item_unknown']],
  ])('is reconciled with the other records: %s', async (name, harm, kinds) => {
    const billing = await monthOf(postgres(database.app()), name)
    const client = await database.admin().connect()
    try {
      await client.query('SET session_replication_role = replica')
      await withoutGuard(client, () => client.query(harm, [name]))
    } finally {
      await client.query('RESET session_replication_role')
      client.release()
    }
    const { mismatches } = await billing.reconciliation.run()
    expect(mismatches.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds))
  })
})

/** Cuts are tokens of the storage. */
function withoutCuts(told: object): unknown {
  return JSON.parse(JSON.stringify(told, (key, value: unknown) => (key === 'cut' ? undefined : value)))
}
