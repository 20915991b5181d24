import { fail } from '../errors/failure.js'
import { boundariesOf, estimateIndex } from './grid-boundaries.js'
import { checkInterval, earlierOf, laterOf } from './interval.js'
import { parseInstant } from './parse-instant.js'
import { periodAfter, searchPeriod } from './period-at.js'
import type { Interval, Period, PeriodGrid } from './time-type.js'

const mostPeriods = 10_000

/**
 * All periods that share an instant with `interval`, in order; the first and the last are clipped to it.
 *
 * They tile the interval: the first starts and the last ends with it, and each starts where the one before ends.
 *
 * @throws `period.too_many` above 10,000, before any work; `period.ends_before_start`.
 */
export function periodsIn(grid: PeriodGrid, interval: Interval): readonly Period[] {
  const { from, to } = checkInterval(interval)
  const boundaries = boundariesOf(grid)
  const expected = estimateIndex(boundaries, to) - estimateIndex(boundaries, from)
  if (expected > mostPeriods) fail('period.too_many', { field: 'interval', because: `holds about ${expected} periods`, facts: { expected } })

  const periods: Period[] = []
  let period = searchPeriod(boundaries, from)
  while (period.from < to) {
    periods.push({ from: laterOf(period.from, from), to: earlierOf(period.to, to), index: period.index })
    period = periodAfter(boundaries, period)
  }
  return periods
}

/**
 * How many periods ended after `from` and no later than `to`: billing cycles that are over, a stub at the start being one.
 * With a grid anchored at `from` these are the whole periods between the two. A day that the zone skipped counts.
 *
 * @throws `period.ends_before_start` when `to` is before `from`; equal instants give 0.
 */
export function elapsedPeriods(grid: PeriodGrid, interval: Interval): number {
  const from = parseInstant(interval.from, { field: 'interval.from' })
  const to = parseInstant(interval.to, { field: 'interval.to' })
  if (to < from) fail('period.ends_before_start', { field: 'interval', because: `runs from ${from} to ${to}`, facts: { from, to } })
  const boundaries = boundariesOf(grid)
  return searchPeriod(boundaries, to).index - searchPeriod(boundaries, from).index
}
