import { divide, isZero, type Exact } from '@farthing/core'

/** What a unit cost on average, flat fees included: amount over quantity, and 0 where nothing was used. */
export function effectiveUnit(amount: Exact, quantity: Exact): Exact {
  return isZero(quantity) ? '0' : divide(amount, quantity)
}
