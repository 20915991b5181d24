import { compareBytes, type Exact } from '@farthing/core'
import type { Plan } from '../catalog/plan.js'
import { priceModelOf, priceModelVersion } from '../models/price-models.js'
import type { PriceFacts } from '../models/price-facts.js'
import { ratePrice } from '../models/rate-price.js'
import { quoteOf, type Quote, type QuotedCharge } from './quote.js'

export interface PlanQuestion {
  readonly plan: Plan
  /** Usage by meter, with more facts where a model reads them; a meter that is not named was not used. */
  readonly usage: { readonly [meter: string]: Exact | PriceFacts }
  /** Share of the period that fees are due for; a whole one, `"1"`, unless given. */
  readonly share?: Exact
}

/**
 * What a plan would cost for some usage, without a subscription and without a period: the same prices that rating applies.
 * Usage of a component that prices dimensions apart counts as one group.
 *
 * @throws what `ratePrice` and `quoteOf` throw
 */
export function quotePlan({ plan, usage, share = '1' }: PlanQuestion): Quote {
  const components = Object.entries(plan.components).sort(([a], [b]) => compareBytes(a, b))
  const charges = components.map(([component, { price, meter = '', label, proration }]): QuotedCharge => {
    const used = Object.hasOwn(usage, meter) ? (usage[meter] ?? '0') : '0'
    const measured = priceModelOf(price).metered ? used : proration === 'none' ? '1' : share
    const quantity = typeof measured === 'string' ? measured : measured.quantity
    const { amount, parts } = ratePrice(price, measured)
    return { component, ...(label === undefined ? {} : { label }), model: priceModelVersion(price), quantity, amount, trail: parts }
  })
  return quoteOf(charges, plan.currency)
}
