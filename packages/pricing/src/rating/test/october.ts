import type { UsageBucket } from '@farthing/core'
import { plan } from '../../catalog/plan.js'
import { flat, graduated } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { Subscription } from '../../catalog/subscription.js'
import type { RatingInput } from '../rate.js'

/** October 2026 in Berlin, which has 745 hours. */
export const october = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }
export const version = publishPlan('pro', plan({ currency: 'EUR', every: 'month' }, {
  tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]),
  base: flat('49.00', { billing: 'advance', label: 'Base fee', product: 'api' }),
}))
export const subscription: Subscription = {
  id: 'acme', account: 'acme', plan: 'pro', planVersion: version.version, zone: 'Europe/Berlin', anchor: '2026-10-01', from: october.from,
}

export function used(quantity: `${number}`, others: Partial<UsageBucket> = {}): UsageBucket {
  return {
    ...october, subscription: 'acme', meter: 'tokens', dimensions: {}, quantity, events: 1, evidence: 'e'.repeat(64), aggregation: 'sum', state: quantity, ...others,
  }
}

export function october2026(others: Partial<RatingInput> = {}): RatingInput {
  return {
    contract: { tenant: 'seller', side: 'retail', subscription, planVersion: version },
    facts: { usage: [used('1400000')] },
    carryIn: {},
    period: october,
    knownAt: { cut: '7', at: '2026-11-02T00:00:00.000000Z' },
    ...others,
  }
}

/** The period rated under another plan. */
export function under(components: Parameters<typeof plan>[1], others: Partial<RatingInput> = {}): RatingInput {
  const planVersion = publishPlan('pro', plan({ currency: 'EUR', every: 'month' }, components) as Parameters<typeof publishPlan>[1])
  return october2026({ contract: { tenant: 'seller', side: 'retail', subscription, planVersion }, ...others })
}
