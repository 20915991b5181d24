import { parseExact, type Exact } from '@farthing/core'
import type { RatedPrice } from './charge-part.js'
import type { Price } from './price.js'
import type { PriceFacts } from './price-model.js'
import { priceModelOf } from './price-models.js'

/**
 * Prices a quantity. Exact: no rounding happens here. Parts sum to the quantity, their amounts to the amount.
 *
 * The price is taken as valid (`checkPrice`, the constructors and `defineCatalog` see to that).
 *
 * @throws `exact.malformed` or `exact.too_long` for the quantity; `price.quantity_negative` where the model refuses one.
 */
export function ratePrice(price: Price, measured: Exact | PriceFacts): RatedPrice {
  const facts = typeof measured === 'string' ? { quantity: measured } : measured
  return priceModelOf(price).rate(price, { ...facts, quantity: parseExact(facts.quantity, 'quantity') })
}
