import type { Exact, Interval } from '@farthing/core'
import { proratedShare } from '../adjustments/proration/prorated-share.js'

/**
 * How much of a period an interval inside it takes, as an exact fraction of its time to the microsecond: `"17/31"` for 17 days of 31.
 * On a day with a clock change an hour more or less counts as such. Shares of a partition sum to `"1"` (law R-PRORATE).
 */
export function shareOfPeriod(interval: Interval, period: Interval): Exact {
  return proratedShare({ part: interval, period })
}
