import { epochMsOf, instantOfEpochMs } from './epoch-ms.js'
import { microsecondOf } from './time-text.js'
import type { Instant } from './time-type.js'

/** The first instant of all. As a watermark: complete up to nothing. */
export const firstInstant: Instant = '0001-01-01T00:00:00.000000Z'

/** The last instant of all. */
export const lastInstant: Instant = '9999-12-31T23:59:59.999999Z'

/**
 * The instant `ms` milliseconds later, exact to the microsecond; earlier for a negative number.
 *
 * The time line has ends: what lies before the first or after the last instant is that one.
 */
export function shiftInstant(at: Instant, ms: number): Instant {
  const shifted = epochMsOf(at) + ms
  if (shifted < epochMsOf(firstInstant)) return firstInstant
  if (shifted > epochMsOf(lastInstant)) return lastInstant
  return instantOfEpochMs(shifted, microsecondOf(at) % 1000)
}
