import { epochMsOf, instantOfEpochMs, parseInstant, type Instant, type Interval } from '@farthing/core'

/**
 * The last instant of an interval: one microsecond before its end. A December that ends as the new rate starts is taxed at the old one.
 */
export function lastInstantOf(interval: Interval): Instant {
  const to = parseInstant(interval.to, { field: 'to' })
  const microsecond = Number(to.slice(-4, -1))
  return microsecond === 0 ? instantOfEpochMs(epochMsOf(to) - 1, 999) : instantOfEpochMs(epochMsOf(to), microsecond - 1)
}
