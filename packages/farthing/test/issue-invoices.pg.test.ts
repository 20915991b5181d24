import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { count, createBilling, defineCatalog, fixedClock, flat, perUnit, plan } from '../src/index.js'
import { postgres, type PgPool } from '../src/postgres.js'
import { endingPool, endsAt } from './ending-pool.js'

const database = useTestDatabase()
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '0.1') }) },
})
const now = '2026-11-02T00:00:00Z'
const october = { account: 'acme', period: '2026-10' } as const

const billingOn = (pool: PgPool, tenant: string) => createBilling({ catalog, storage: postgres(pool), clock: fixedClock(now), tenant })

/** `acme` with 30 calls and 5.00 of paid credit: 18.00 EUR to pay. */
async function prepare(tenant: string): Promise<void> {
  const billing = billingOn(database.app(), tenant)
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01' })
  await billing.credits.grant({ key: 'g', account: 'acme', kind: 'paid', currency: 'EUR', amount: '5', effectiveAt: '2026-10-01T00:00:00Z' })
  await billing.events.ingest(Array.from({ length: 30 }, (_, index) => ({ id: `r${index}`, source: 'api', type: 'api.call', subject: 'acme', time: '2026-10-14T09:00:00Z', data: {} })))
}

/** All that an issue keeps, but for the cut, which counts what happened on the server. */
async function stateOf(tenant: string) {
  const billing = billingOn(database.app(), tenant)
  const { items } = await billing.invoices.list()
  const outbox = await postgres(database.app()).transaction(tenant, (stores) => stores.outbox.read('acme'))
  return {
    invoices: items.map(({ number, contentHash, totals }) => ({ number, contentHash, totals })),
    statuses: (await Promise.all(items.map(({ id }) => billing.invoices.status(id)))).map((standing) => standing?.status),
    messages: outbox.map(({ sequence, topic }) => `${sequence} ${topic}`),
    movements: (await billing.credits.movements()).items.map(({ kind, amount }) => `${kind} ${amount}`),
    owed: await billing.ledger.balance({ role: 'receivable', account: 'acme' }),
  }
}

const issue = (pool: PgPool, tenant: string) => billingOn(pool, tenant).invoices.issue({ key: 'i', ...october })

describe('issuing on PostgreSQL', () => {
  it('of a process that ends at any statement leaves all or nothing, and its repeat gives one invoice with the first number', async () => {
    await prepare('whole')
    const whole = endingPool(database.app())
    await issue(whole.pool, 'whole')
    const { invoices, ...wanted } = await stateOf('whole')
    expect(wanted).toMatchObject({ statuses: ['issued'], messages: ['1 window.sealed', '2 invoice.created', '3 invoice.issued'], owed: [{ amountMinor: '1800' }] })
    expect(invoices).toMatchObject([{ number: 'INV-000001', totals: { payable: '18' } }])
    expect(whole.statements().length, 'statements at which it can end').toBeGreaterThan(40)
    for (const { statement, sent } of endsAt(whole.statements())) {
      const tenant = `ends at ${statement} ${sent ? 'after' : 'before'}`
      await prepare(tenant)
      await expect(issue(endingPool(database.app(), { statement, sent }).pool, tenant), tenant).rejects.toThrow()
      await issue(database.app(), tenant)
      const { invoices: kept, ...state } = await stateOf(tenant)
      expect(kept.map(({ number, totals }) => ({ number, totals })), tenant).toEqual(invoices.map(({ number, totals }) => ({ number, totals })))
      expect(state, tenant).toEqual(wanted)
    }
  }, 120_000)

  it('of many accounts at a time numbers them without a gap, whoever fails', async () => {
    const tenant = 'many'
    const billing = billingOn(database.app(), tenant)
    const accounts = Array.from({ length: 12 }, (_, index) => `a${index}`)
    for (const account of accounts) await billing.subscriptions.start({ key: account, account, plan: 'api', from: '2026-10-01' })
    const outcomes = await Promise.allSettled(
      accounts.flatMap((account) => ['k1', 'k2'].map((key) => billing.invoices.issue({ key: `${account}/${key}`, account, period: '2026-10' }))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(12)
    const numbers = (await billing.invoices.list()).items.map(({ number }) => number).sort()
    expect(numbers).toEqual(accounts.map((_, index) => `INV-${String(index + 1).padStart(6, '0')}`))
  })
})
