import { count, hashContent, sum, type Decimal, type Interval, type UsageBucket } from '@farthing/core'
import { defineCatalog, flat, graduated, perUnit, plan, publishPlan, rate, type RatingInput } from '@farthing/pricing'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import { issueInvoice } from '../invoices/issue-invoice.js'

const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }), calls: count({ event: 'llm.call' }) },
  products: { api: { name: 'API' } },
  plans: {
    pro: plan(
      { currency: 'EUR', every: 'month' },
      {
        base: flat('49.00'),
        tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }], { product: 'api' }),
        calls: perUnit('calls', '0.333', { label: 'API calls' }),
      },
    ),
  },
})

/** October 2026 in Berlin. */
const october: Interval = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }

const knownAt = { cut: 'c1', at: '2026-11-02T00:00:00.000000Z' }
const planVersion = publishPlan('pro', catalog.plans.pro)

function bucket(subscription: string, meter: 'tokens' | 'calls', quantity: Decimal, dimensions: UsageBucket['dimensions'] = {}): UsageBucket {
  const aggregation = meter === 'tokens' ? 'sum' : 'count'
  return { ...october, subscription, meter, dimensions, quantity, events: 1, evidence: hashContent('sample/1', [subscription, meter]), aggregation, state: quantity }
}

function rating(subscription: string, usage: readonly UsageBucket[]): RatingInput {
  const { from } = october
  return {
    contract: {
      tenant: 'default',
      side: 'retail',
      subscription: { id: subscription, account: 'acme', plan: 'pro', planVersion: planVersion.version, zone: 'Europe/Berlin', anchor: '2026-10-01', from },
      planVersion,
    },
    facts: { usage },
    carryIn: {},
    period: october,
    knownAt,
  }
}

/** The evidence of an issued invoice over two subscriptions: 49.00 + 1.00 + 2.33 and 49.00 + 0.33, in EUR. */
export function sampleEvidence(): InvoiceEvidence {
  const ratings = [
    rating('acme-1', [bucket('acme-1', 'tokens', '1400000', { model: 'large' }), bucket('acme-1', 'calls', '7')]),
    rating('acme-2', [bucket('acme-2', 'calls', '1')]),
  ]
  const draft = assembleInvoice({
    ...october,
    tenant: 'default',
    account: 'acme',
    currency: 'EUR',
    zone: 'Europe/Berlin',
    rounding: { mode: 'half-even', scope: 'perLine' },
    charges: ratings.flatMap((each) => rate(each).charges),
    knownAt,
  })
  const invoice = issueInvoice(draft, { number: 'INV-000001', series: 'INV', issuedAt: '2026-11-02T00:00:00.000000Z', ratings })
  return { format: 'invoice-evidence/1', invoice, ratings }
}
