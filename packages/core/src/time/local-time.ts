import { checkZone } from './check-zone.js'
import { checkLocal } from './local-text.js'
import { parseInstant } from './parse-instant.js'
import { daysOfText, instantText, localDateTimeText, secondsOfText, secondsPerDay } from './time-text.js'
import type { Instant, LocalDate, LocalDateTime, Zone } from './time-type.js'
import { firstSecondAt, offsetSecondsAt } from './zone-clock.js'

/**
 * The first instant at which the clock of `zone` shows this local time or later; a date means its midnight.
 *
 * A time inside a gap gives the first instant after the gap (02:30 in a gap from 02:00 to 03:00 gives 03:00, not 03:30);
 * a time that comes twice gives the earlier instant. Later local times never give earlier instants.
 *
 * @throws `time.malformed`, `time.impossible`, `time.zone_unknown`, `time.out_of_range`.
 */
export function instantOfLocal(local: LocalDate | LocalDateTime, zone: Zone): Instant {
  const known = checkZone(zone)
  return instantText(firstSecondAt(localSecondsOf(checkLocal(local, 'local')), known), 0, 'local')
}

/** What the clock of `zone` shows at `instant`, cut to the second. */
export function localDateTimeOf(instant: Instant, zone: Zone): LocalDateTime {
  const epochSeconds = secondsOfText(parseInstant(instant, { field: 'instant' }))
  return localDateTimeText(epochSeconds + offsetSecondsAt(epochSeconds, checkZone(zone)), 'instant')
}

/** The calendar date in `zone` at `instant`. */
export function localDateOf(instant: Instant, zone: Zone): LocalDate {
  return localDateTimeOf(instant, zone).slice(0, 10)
}

/** Day of month 1 to 31 in `zone` at `instant`: the billing day of an account that starts then. */
export function localDayOfMonth(instant: Instant, zone: Zone): number {
  return Number(localDateTimeOf(instant, zone).slice(8, 10))
}

/** Seconds since 1970-01-01T00:00 on the wall clock, of a checked local date or date-time. */
export function localSecondsOf(local: LocalDate | LocalDateTime): number {
  return local.length === 10 ? daysOfText(local) * secondsPerDay : secondsOfText(local)
}
