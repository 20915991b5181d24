import { addAll, type Exact } from '@farthing/core'
import type { RatedPrice } from './charge-part.js'
import type { Price } from './price.js'
import type { PriceFacts } from './price-facts.js'
import { ratePrice } from './rate-price.js'

/**
 * Prices several quantities one by one, as windows of a period or groups of usage are where tiers start anew in each, and sums what they cost.
 *
 * @throws what `ratePrice` throws
 */
export function rateEach(price: Price, measured: readonly (Exact | PriceFacts)[]): { readonly amount: Exact; readonly each: readonly RatedPrice[] } {
  const each = measured.map((one) => ratePrice(price, one))
  return { amount: addAll(each.map(({ amount }) => amount)), each }
}
