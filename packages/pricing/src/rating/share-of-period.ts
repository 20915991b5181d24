import type { Exact, Interval } from '@farthing/core'
import { byTime, type ProrationBasis } from '../adjustments/proration/proration-basis.js'
import { proratedShare } from '../adjustments/proration/prorated-share.js'

/**
 * How much of a period an interval inside it takes, as an exact fraction: `"17/31"` for 17 days of 31. Of its time to the microsecond unless
 * a basis is given: on a day with a clock change an hour more or less then counts as such. Shares of a partition sum to `"1"` (law R-PRORATE).
 */
export function shareOfPeriod(interval: Interval, period: Interval, basis: ProrationBasis = byTime): Exact {
  return proratedShare({ part: interval, period, basis })
}
