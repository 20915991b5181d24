import { multiply, type Exact } from '@farthing/core'
import { proratedShare, type Proration } from './prorated-share.js'

/**
 * The share of an amount that a part of its period costs: a fee, a minimum, a commitment. Exact: nothing is rounded here, so the amounts of
 * the slices of a period sum to the whole amount.
 *
 * @throws what `proratedShare` throws
 */
export function prorate(amount: Exact, proration: Proration): Exact {
  return multiply(amount, proratedShare(proration))
}
