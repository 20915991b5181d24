import { fail } from '../errors/failure.js'
import { checkZone } from './check-zone.js'
import { checkLocal } from './local-text.js'
import { localDateOf, localSecondsOf } from './local-time.js'
import { parseInstant } from './parse-instant.js'
import { daysOfText, instantText, localDateTimeText, microsecondOf, secondsOfText, secondsPerDay, shown } from './time-text.js'
import type { Instant, LocalDate, LocalDateTime, Zone } from './time-type.js'
import { firstSecondAt, offsetSecondsAt } from './zone-clock.js'

/**
 * The same local time `days` calendar days later, or earlier when negative; a date stays a date.
 *
 * @throws `time.malformed` when `days` is not a whole number; `time.out_of_range` outside the years 0001 to 9999.
 */
export function addDays(local: LocalDate | LocalDateTime, days: number): LocalDate | LocalDateTime {
  checkDays(days)
  const moved = localSecondsOf(checkLocal(local, 'local')) + days * secondsPerDay
  return localDateTimeText(moved, 'local').slice(0, local.length)
}

/**
 * The instant at which the clock of `zone` shows the same time of day `days` calendar days later, or earlier when negative.
 *
 * 30 October 04:00Z is midnight in New York; three days on, after the clock change, midnight is 05:00Z.
 * Where that local time does not exist or comes twice, the rule of `instantOfLocal` holds; 0 days change nothing.
 */
export function addLocalDays(instant: Instant, move: { readonly days: number; readonly zone: Zone }): Instant {
  checkDays(move.days)
  const zone = checkZone(move.zone)
  const from = parseInstant(instant, { field: 'instant' })
  if (move.days === 0) return from
  const epochSeconds = secondsOfText(from)
  const localSeconds = epochSeconds + offsetSecondsAt(epochSeconds, zone) + move.days * secondsPerDay
  const second = firstSecondAt(localSeconds, zone)
  const exists = second + offsetSecondsAt(second, zone) === localSeconds
  return instantText(second, exists ? microsecondOf(from) : 0, 'instant')
}

/**
 * Calendar dates from that of `from` to that of `to` in `zone`, negative when `to` is earlier: days of 23 or 25 hours count as one,
 * and 23:59 to 00:01 is one day.
 */
export function calendarDaysBetween(from: Instant, to: Instant, zone: Zone): number {
  return daysOfText(localDateOf(to, zone)) - daysOfText(localDateOf(from, zone))
}

function checkDays(days: number): void {
  if (!Number.isInteger(days)) fail('time.malformed', { field: 'days', because: `is ${shown(days)}, not a whole number` })
}
