import { addAll, type Exact, type Instant, type Interval } from '@farthing/core'
import { capCredit, type CappedCredit } from './cap-credit.js'
import { prorate } from './prorate.js'
import type { ProrationBasis } from './proration-basis.js'

export interface UnusedTime {
  /** Price of the whole period. */
  readonly amount: Exact
  /** From here to the end of the period nothing is used. */
  readonly from: Instant
  readonly period: Interval
  readonly basis?: ProrationBasis
  /** Documents of this period so far: charges, and credits as negative amounts. */
  readonly billed: readonly Exact[]
}

/**
 * What comes back for the rest of a period that was billed in advance: its share of the price, and never more than was billed net of
 * earlier credits.
 *
 * 20 for April, unused from the 11th, of which 8 came back before: 13.33… is wanted, 12 is credited.
 *
 * @throws what `prorate` throws; `period.ends_before_start` when `from` is after the period
 */
export function unusedCredit({ amount, from, period, billed, ...options }: UnusedTime): CappedCredit {
  return capCredit({ wanted: prorate(amount, { part: { from, to: period.to }, period, ...options }), charged: addAll(billed) })
}
