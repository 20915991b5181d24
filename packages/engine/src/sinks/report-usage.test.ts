import { memory } from '@farthing/adapters-memory'
import { subtract } from '@farthing/core'
import type { UsageRecord, UsageSink } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { catalog, tokens } from '../test/sample-billing.js'

const clock = { now: () => '2026-10-15T10:07:00.000000Z' }

/** What a payment provider's client does with meter events: it adds up, and knows a repeat by its identifier for a day. */
function meterEvents() {
  const known = new Map<string, string>()
  return {
    known,
    create: async ({ identifier, payload }: { readonly identifier: string; readonly event_name: string; readonly payload: { readonly value: string; readonly stripe_customer_id: string } }) => {
      known.set(identifier, payload.value)
      return { identifier }
    },
  }
}

describe('a sink', () => {
  it('is written for what the host reports to', async () => {
    const stripe = { billing: { meterEvents: meterEvents() } }
    const customers = new Map([['acme', 'cus_1']])
    const storage = memory()
    // #region sink
    const toStripe: UsageSink = {
      name: 'stripe',
      meters: ['tokens'],
      deliver: async ({ account, meter, quantity, previous, idempotencyKey }: UsageRecord) => {
        const customer = customers.get(account)
        if (customer === undefined) return { refused: `the account ${account} has no customer there` }
        const value = subtract(quantity, previous) // it adds up, so it takes what is new since the revision before
        const { identifier } = await stripe.billing.meterEvents.create({ event_name: meter, identifier: idempotencyKey, payload: { stripe_customer_id: customer, value } })
        return { reference: identifier }
      },
    }
    const billing = createBilling({ catalog, storage, clock, usageReporting: { sinks: [toStripe] } })
    // #endregion sink
    for (const account of ['acme', 'beta']) await billing.subscriptions.start({ key: account, account, plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    await billing.events.ingestOrThrow([tokens('a', '5'), tokens('b', '7', { subject: 'beta' })])

    // #region report
    expect((await billing.jobs.run('report')).counts).toMatchObject({ revisions: 2, delivered: 1, failed: 1 })

    const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
    expect(await billing.sinks.latest({ sink: 'stripe', subscription: 'acme', meter: 'tokens', ...october })).toMatchObject({ status: 'delivered', record: { revision: 1, quantity: '5' } })

    const [failed] = (await billing.sinks.list({ sink: 'stripe', status: 'failed' })).items
    expect(failed?.failure?.message).toContain('the account beta has no customer there')
    customers.set('beta', 'cus_2')
    await billing.deliveries.retry({ key: 'beta has one now', destination: 'usage/stripe', id: failed?.id ?? '', actor: 'ops@host.example' })
    // #endregion report
    await billing.sinks.deliver()
    await billing.events.ingestOrThrow([tokens('late', '2', { subject: 'beta' })])
    await billing.jobs.run('report')
    expect([...stripe.billing.meterEvents.known.values()].sort()).toEqual(['2', '5', '7'])
  })
})
