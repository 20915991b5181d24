import { fail } from '../errors/failure.js'
import { parseInstant } from './parse-instant.js'
import { instantText, microsecondOf, secondsOfText, shown } from './time-text.js'
import type { Instant } from './time-type.js'

/**
 * The instant `ms` milliseconds after 1970-01-01T00:00Z, plus `microsecond` 0 to 999 within that millisecond.
 *
 * @throws `time.malformed` when either is not a whole number in its range; `time.out_of_range` outside the years 0001 to 9999.
 */
export function instantOfEpochMs(ms: number, microsecond = 0): Instant {
  if (!Number.isSafeInteger(ms)) fail('time.malformed', { field: 'ms', because: `is ${shown(ms)}, not a whole number of milliseconds` })
  if (!Number.isInteger(microsecond) || microsecond < 0 || microsecond > 999) {
    fail('time.malformed', { field: 'microsecond', because: `is ${shown(microsecond)}, not a whole number from 0 to 999` })
  }
  const seconds = Math.floor(ms / 1000)
  return instantText(seconds, (ms - seconds * 1000) * 1000 + microsecond, 'ms')
}

/** Milliseconds since 1970-01-01T00:00Z: a whole number, exact to the millisecond; the last three digits of the instant are cut towards the past. */
export function epochMsOf(instant: Instant): number {
  const canonical = parseInstant(instant, { field: 'instant' })
  return secondsOfText(canonical) * 1000 + Math.floor(microsecondOf(canonical) / 1000)
}
