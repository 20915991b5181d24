import { Temporal } from 'temporal-polyfill'
import { assertInvariant } from '../errors/assert-invariant.js'
import { fail } from '../errors/failure.js'
import { civilFromDays } from './civil-date.js'
import { secondsPerDay } from './time-text.js'
import type { Zone } from './time-type.js'

// The only file that asks Temporal; everything else about zones is built on these functions. Zones are checked before.

const nanosecondsPerSecond = 1_000_000_000

/** Well beyond the years 0001 to 9999 and well within what Temporal can hold. */
const reachSeconds = 300_000_000_000

/** What the clock of `zone` shows minus UTC, in seconds, at this second. */
export function offsetSecondsAt(epochSeconds: number, zone: Zone): number {
  if (zone === 'UTC') return 0
  return offsetSecondsOf(zonedAt(epochSeconds, zone))
}

/**
 * The first second at which the clock of `zone` shows `localSeconds` or later.
 *
 * So a time inside a gap gives the first second after the gap, a time that comes twice the earlier one, a skipped day its end.
 * It never decreases when `localSeconds` grows, whatever the zone does: that is why periods tile.
 *
 * @throws `time.out_of_range` thousands of years outside the range of instants; nearer to it, the caller checks the result.
 */
export function firstSecondAt(localSeconds: number, zone: Zone): number {
  if (!(Math.abs(localSeconds) < reachSeconds)) {
    fail('time.out_of_range', { field: 'local', because: 'is before the year 0001 or after the year 9999', facts: { seconds: localSeconds } })
  }
  if (zone === 'UTC') return localSeconds
  const days = Math.floor(localSeconds / secondsPerDay)
  const ofDay = localSeconds - days * secondsPerDay
  const { year, month, day } = civilFromDays(days)
  const local = new Temporal.PlainDateTime(year, month, day, Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60)
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const epochSeconds = earlier.epochMilliseconds / 1000
  if (epochSeconds + offsetSecondsOf(earlier) === localSeconds) return epochSeconds
  const gapEnd = earlier.getTimeZoneTransition('next')
  assertInvariant(gapEnd !== null, 'a local time that does not exist lies in a gap that ends')
  return gapEnd.epochMilliseconds / 1000
}

/** The last second at or before `epochSeconds` at which the clock was set; undefined when it never was. */
export function lastClockChangeAt(epochSeconds: number, zone: Zone): number | undefined {
  const change = zonedAt(epochSeconds + 1, zone).getTimeZoneTransition('previous')
  return change === null ? undefined : change.epochMilliseconds / 1000
}

/** The zone's name as IANA spells it, whatever case it is given in; undefined when the time zone data do not have it. */
export function zoneNameOf(zone: string): Zone | undefined {
  try {
    return new Temporal.ZonedDateTime(0n, zone).timeZoneId
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function zonedAt(epochSeconds: number, zone: Zone): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochSeconds * 1000).toZonedDateTimeISO(zone)
}

function offsetSecondsOf(zoned: Temporal.ZonedDateTime): number {
  return zoned.offsetNanoseconds / nanosecondsPerSecond
}
