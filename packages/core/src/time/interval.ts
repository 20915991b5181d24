import { fail } from '../errors/failure.js'
import { parseInstant } from './parse-instant.js'
import type { Instant, Interval } from './time-type.js'

/** What an interval is cut to; a side that is absent is open. A subscription with `from` and `to` is one. */
export interface IntervalBounds {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/**
 * Checks that an interval ends after it starts, and returns it with canonical instants and nothing else in it.
 *
 * @throws `period.ends_before_start`, also when both are equal; what `parseInstant` throws.
 */
export function checkInterval(interval: Interval, field = 'interval'): Interval {
  const from = parseInstant(interval.from, { field: `${field}.from` })
  const to = parseInstant(interval.to, { field: `${field}.to` })
  if (to <= from) fail('period.ends_before_start', { field, because: `runs from ${from} to ${to}`, facts: { from, to } })
  return { from, to }
}

/**
 * The part of an interval, or of a period, that lies inside `bounds`; undefined when none does.
 *
 * A first period that starts before its subscription becomes a stub in this way: a period from 1 to 31 March, clipped to a start on the 10th,
 * runs from the 10th.
 */
export function clipInterval<I extends Interval>(interval: I, bounds: IntervalBounds): I | undefined {
  const { from, to } = checkInterval(interval)
  const lower = bounds.from === undefined ? from : laterOf(from, parseInstant(bounds.from, { field: 'bounds.from' }))
  const upper = bounds.to === undefined ? to : earlierOf(to, parseInstant(bounds.to, { field: 'bounds.to' }))
  return lower < upper ? { ...interval, from: lower, to: upper } : undefined
}

export function laterOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b
}

export function earlierOf(a: Instant, b: Instant): Instant {
  return a < b ? a : b
}
