import type { Exact } from '@farthing/core'
import type { GraduatedPrice } from '../models/graduated.js'
import type { Price } from '../models/price.js'
import { isLess, minus, plus, rational, times, zero, type Rational } from './rational.js'

/**
 * What a quantity costs, computed another way than `ratePrice`: from the definition of the model, in fractions of bigints, tier by tier
 * without stopping early. Slow and obvious; laws compare with it.
 */
export function priceOracle(price: Price, quantity: Exact): Rational {
  switch (price.model) {
    case 'flat':
      return times(rational(price.amount), rational(quantity))
    case 'per_unit':
      return times(rational(price.unit), rational(quantity))
    case 'graduated':
      return graduatedOracle(price, rational(quantity))
  }
}

function graduatedOracle({ tiers, zeroQuantity = 'nothing' }: GraduatedPrice, quantity: Rational): Rational {
  let total = zero
  let lower = zero
  for (const [index, { upTo, unit, flat = '0' }] of tiers.entries()) {
    const upper = upTo === undefined || isLess(quantity, rational(upTo)) ? quantity : rational(upTo)
    if (isLess(lower, upper)) total = plus(total, times(minus(upper, lower), rational(unit)))
    const dueAtZero = index === 0 && zeroQuantity === 'first_tier_flat'
    if (isLess(lower, quantity) || dueAtZero) total = plus(total, rational(flat))
    lower = upTo === undefined ? lower : rational(upTo)
  }
  return total
}
