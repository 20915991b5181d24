import { calendarGrid } from './calendar-grid.js'
import { checkZone } from './check-zone.js'
import { parseInstant } from './parse-instant.js'
import { periodAt } from './period-at.js'
import { instantText, secondsOfText } from './time-text.js'
import type { Instant, PeriodUnit, Zone } from './time-type.js'
import { lastClockChangeAt, offsetSecondsAt } from './zone-clock.js'

export type ClockUnit = 'minute' | 'quarter_hour' | 'hour'

const clockSeconds: { readonly [unit in ClockUnit]: number } = { minute: 60, quarter_hour: 900, hour: 3600 }

/**
 * The start of the local unit that contains `at`; `at` itself when it is one.
 *
 * Minutes, quarter-hours and hours start wherever the clock of `zone` shows a whole one or is set past it, so the hour that comes twice
 * in autumn is two hours. Days and longer units are the periods of `calendarGrid`; weeks start on Monday. Starts never decrease with `at`.
 *
 * @throws `period.invalid` for an unknown unit.
 */
export function floorInstant(at: Instant, unit: ClockUnit | PeriodUnit, zone: Zone): Instant {
  const instant = parseInstant(at, { field: 'at' })
  if (!isClockUnit(unit)) return periodAt(calendarGrid(unit, zone), instant).from
  return instantText(floorSecond(secondsOfText(instant), clockSeconds[unit], checkZone(zone)), 0, 'at')
}

function isClockUnit(unit: string): unit is ClockUnit {
  return Object.hasOwn(clockSeconds, unit)
}

function floorSecond(at: number, unitSeconds: number, zone: Zone): number {
  const offset = offsetSecondsAt(at, zone)
  const local = at + offset
  const wholeUnit = Math.floor(local / unitSeconds) * unitSeconds
  const start = wholeUnit - offset
  if (offsetSecondsAt(start, zone) === offset) return start

  const change = lastClockChangeAt(at, zone)
  if (change === undefined || change <= start) return start
  const shownJustBefore = change + offsetSecondsAt(change - 1, zone)
  if (wholeUnit >= shownJustBefore) return change
  return floorSecond(change - 1, unitSeconds, zone)
}
