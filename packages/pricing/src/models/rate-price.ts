import { add, type Exact } from '@farthing/core'
import type { RatedPrice } from './charge-part.js'
import type { Price } from './price.js'
import type { PriceFacts } from './price-facts.js'
import { priceModelOf } from './price-models.js'

/**
 * Prices a quantity. Exact: no rounding happens here. Parts sum to the quantity, their amounts to the amount.
 *
 * The price is taken as valid (`checkPrice`, the constructors and `defineCatalog` see to that).
 *
 * @throws `decimal.*` or `exact.*` for the quantity; `price.quantity_negative` where the model refuses one.
 */
export function ratePrice(price: Price, measured: Exact | PriceFacts): RatedPrice {
  // Adding nothing gives the canonical form; a computed quantity may be longer than what `parseExact` lets in.
  const facts = typeof measured === 'string' ? { quantity: measured } : measured
  return priceModelOf(price).rate(price, { ...facts, quantity: add(facts.quantity, '0') })
}
