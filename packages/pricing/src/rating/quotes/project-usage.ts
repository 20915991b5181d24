import { compareBytes, divide, fail, type Exact, type Instant, type Interval } from '@farthing/core'
import { shareOfPeriod } from '../share-of-period.js'

/** Usage at a period's end, foreseen from what was used so far. */
export interface ProjectedUsage {
  readonly quantity: Exact
  /** How: `linear` takes the rest of the period to be used as the part before `at` was; `measured` means that the period is over. */
  readonly method: 'linear' | 'measured'
}

/**
 * Projects usage to the end of its period, exactly: 75 units in 15 of 30 days make 150.
 *
 * @throws `rating.fact_missing` where nothing of the period has passed, so that there is no trend
 */
export function projectUsage(used: Exact, { at, period }: { readonly at: Instant; readonly period: Interval }): ProjectedUsage {
  if (compareBytes(at, period.to) >= 0) return { quantity: used, method: 'measured' }
  if (compareBytes(at, period.from) <= 0) {
    fail('rating.fact_missing', { field: 'at', because: `is ${at}, when nothing of the period from ${period.from} has passed` })
  }
  return { quantity: divide(used, shareOfPeriod({ from: period.from, to: at }, period)), method: 'linear' }
}
