import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { failureOf } from '@farthing/core'
import { count, createBilling, defineCatalog, flat, graduated, perUnit, plan, verifyInvoice, type Storage } from '../src/index.js'
import { memory } from '../src/memory.js'
import { postgres, type PgConnection } from '../src/postgres.js'

const database = useTestDatabase()
const monthly = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    pro: plan(monthly, { base: flat('60.00', { billing: 'advance' }), calls: graduated('calls', [{ upTo: '2', unit: '0' }, { unit: '0.5' }]) }),
    team: plan(monthly, { base: flat('120.00', { billing: 'advance' }), calls: perUnit('calls', '0.25') }),
    support: plan(monthly, { fee: flat('15.00') }),
  },
})

/** October of acme with an upgrade, an add-on, an override and a pause in it. */
async function eventfulOctober(storage: Storage, tenant: string) {
  let now = '2026-10-01T00:00:00.000000Z'
  const billing = createBilling({ catalog, storage, clock: { now: () => now }, tenant })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
  const days = ['03', '04', '05', '20', '21', '27']
  await billing.events.ingest(days.map((day) => ({ id: day, source: 'api', type: 'api.call', subject: 'acme', time: `2026-10-${day}T12:00:00Z`, data: {} })))
  const { subscriptions } = billing
  now = '2026-10-08T10:00:00.000000Z'
  await subscriptions.addOn({ key: 'support', subscription: 'acme', plan: 'support' })
  await subscriptions.override({ key: 'deal', subscription: 'acme', component: 'support.fee', price: { model: 'flat', amount: '12' }, at: '2026-10-12' })
  now = '2026-10-15T22:00:00.000000Z'
  await subscriptions.change({ key: 'up', subscription: 'acme', plan: 'team' })
  await subscriptions.pause({ key: 'pause', subscription: 'acme', at: '2026-10-25', until: '2026-10-28' })
  now = '2026-11-02T00:00:00.000000Z'
  await billing.usage.seal({ account: 'acme', period: '2026-10' })
  const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  const evidence = await billing.invoices.evidence(invoice.id)
  return { invoice, verified: evidence && verifyInvoice(evidence), subscription: await subscriptions.get('acme') }
}

describe('changes to subscriptions on PostgreSQL', () => {
  it('make the invoice that they make in memory', async () => {
    const [inMemory, onServer] = [await eventfulOctober(memory(), 'changes'), await eventfulOctober(postgres(database.app()), 'changes')]
    expect(onServer.invoice.contentHash).toBe(inMemory.invoice.contentHash)
    expect(onServer.subscription).toEqual(inMemory.subscription)
    expect(onServer.verified).toEqual({ verdict: 'verified' })
    expect(onServer.invoice.totals.payable).toBe('88.51')
  })

  it('are all kept when they are decided at the same time', async () => {
    const billing = createBilling({ catalog, storage: postgres(database.app()), clock: { now: () => '2026-10-05T00:00:00.000000Z' }, tenant: 'at-once' })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    const keys = Array.from({ length: 10 }, (_, index) => `k${index}`)
    await Promise.all(keys.map((addOn) => billing.subscriptions.addOn({ key: addOn, subscription: 'acme', plan: 'support', addOn })))
    expect((await billing.subscriptions.get('acme'))?.changes?.map(({ id }) => id).sort()).toEqual(keys)
  })

  it('wait for an invoice of their period that is being issued, and are refused by it', async () => {
    const billingOn = (connection: PgConnection) => createBilling({ catalog, storage: postgres(connection), clock: { now: () => '2026-11-02T00:00:00.000000Z' }, tenant: 'beside an invoice' })
    const billing = billingOn(database.app())
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    const client = await database.app().connect()
    try {
      await client.query('BEGIN')
      await billingOn({ transaction: client }).invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
      let answer = 'none'
      const change = billing.subscriptions.change({ key: 'up', subscription: 'acme', plan: 'team', at: '2026-10-16' }).then(({ id }) => id, (error: unknown) => failureOf(error).code).then((said) => (answer = said))
      while (answer === 'none' && !(await someoneWaits())) continue
      const before = answer
      await client.query('COMMIT')
      expect([before, await change]).toEqual(['none', 'subscription.period_billed'])
    } finally {
      client.release()
    }
  })
})

/** Whether a session of this database waits for a lock. */
async function someoneWaits(): Promise<boolean> {
  const { rows } = await database.admin().query("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
  return rows.length > 0
}
