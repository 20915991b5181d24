import { fail } from '../errors/failure.js'
import { describeValue } from '../errors/describe-value.js'
import { calendarGrid } from '../time/calendar-grid.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { floorInstant, type ClockUnit } from '../time/floor-instant.js'
import { checkInterval, earlierOf, laterOf } from '../time/interval.js'
import { instantOfLocal } from '../time/local-time.js'
import { parseDuration, type Duration } from '../time/parse-duration.js'
import { periodsIn } from '../time/periods-in.js'
import type { Cadence, Instant, Interval, PeriodUnit, Zone } from '../time/time-type.js'

/** Windows that buckets merge into. Billing periods are windows too: `periodsIn` lists them. Minutes need a meter whose grid is minutes. */
export type WindowUnit = ClockUnit | PeriodUnit

const mostWindows = 100_000
const clockMs: { readonly [unit in ClockUnit]: number } = { minute: 60_000, quarter_hour: 900_000, hour: 3_600_000 }
/** A Monday, as in `calendarGrid`: the first window of a length that is given in hours, minutes or seconds starts at its midnight. */
const anchor = '2001-01-01'

/**
 * All windows of the local clock that share an instant with `interval`, in order; the first and the last are cut to it, so they tile it.
 *
 * A unit starts where `floorInstant` says: weeks on Monday, and the hour that comes twice in autumn is two windows. A duration is either of the
 * calendar (`P1D`, `P2W`, `P3M`: counted in local days or months from Monday, 2001-01-01) or of fixed length (`PT5M`, `PT6H`: counted in elapsed
 * time from that midnight, so after a change of clocks `PT6H` starts an hour off midnight and `P1D` does not).
 *
 * @throws `period.too_many` above 100,000 windows, or 10,000 of the calendar, before any work; `period.ends_before_start`; `window.invalid` for
 *   a duration that is zero, mixes the two kinds, or is no whole number of minutes; `time.duration_invalid`
 */
export function windowsOf(unit: WindowUnit | Duration, interval: Interval, zone: Zone): readonly Interval[] {
  const { from, to } = checkInterval(interval)
  if (isClockUnit(unit)) return clockWindows(unit, { from, to }, zone)
  if (!isDuration(unit)) return calendarWindows(unit, { from, to }, zone)
  const every = lengthOf(unit)
  return 'ms' in every ? fixedWindows(every.ms, { from, to }, zone) : calendarWindows(every, { from, to }, zone)
}

function isClockUnit(unit: string): unit is ClockUnit {
  return Object.hasOwn(clockMs, unit)
}

function isDuration(unit: string): unit is Duration {
  return unit.startsWith('P')
}

function lengthOf(text: Duration): Cadence | { readonly ms: number } {
  const { months, days, seconds } = parseDuration(text, 'unit')
  const kinds = [months, days, seconds].filter((count) => count > 0).length
  if (kinds !== 1 || seconds % 60 !== 0) {
    return fail('window.invalid', { field: 'unit', because: `is ${describeValue(text)}: months, days and whole minutes do not mix, and none is zero long` })
  }
  if (seconds > 0) return { ms: seconds * 1000 }
  return months > 0 ? { unit: 'month', count: months } : { unit: 'day', count: days }
}

function calendarWindows(every: PeriodUnit | Cadence, interval: Interval, zone: Zone): readonly Interval[] {
  return periodsIn(calendarGrid(every, zone), interval).map(({ from, to }) => ({ from, to }))
}

function fixedWindows(ms: number, { from, to }: Interval, zone: Zone): readonly Interval[] {
  refuseTooMany({ from, to }, ms)
  const anchorMs = epochMsOf(instantOfLocal(anchor, zone))
  const windows: Interval[] = []
  for (let index = Math.floor((epochMsOf(from) - anchorMs) / ms); ; index += 1) {
    const startMs = anchorMs + index * ms
    const start = startMs <= epochMsOf(from) ? from : instantOfEpochMs(startMs)
    const end = startMs + ms > epochMsOf(to) ? to : earlierOf(instantOfEpochMs(startMs + ms), to)
    if (start < end) windows.push({ from: laterOf(start, from), to: end })
    if (end >= to) return windows
  }
}

function clockWindows(unit: ClockUnit, { from, to }: Interval, zone: Zone): readonly Interval[] {
  refuseTooMany({ from, to }, clockMs[unit])
  const windows: Interval[] = []
  let start = floorInstant(from, unit, zone)
  while (start < to) {
    const end = nextStart(start, unit, zone)
    windows.push({ from: laterOf(start, from), to: earlierOf(end, to) })
    start = end
  }
  return windows
}

function refuseTooMany({ from, to }: Interval, windowMs: number): void {
  const expected = Math.ceil((epochMsOf(to) - epochMsOf(from)) / windowMs)
  if (expected > mostWindows) fail('period.too_many', { field: 'interval', because: `holds about ${expected} windows`, facts: { expected } })
}

/** The first start after `start`. A clock set forward or back makes windows shorter or longer than their unit. */
function nextStart(start: Instant, unit: ClockUnit, zone: Zone): Instant {
  const startMs = epochMsOf(start)
  let next = start
  for (let step = 1; next <= start; step += 1) next = floorInstant(instantOfEpochMs(startMs + step * clockMs[unit]), unit, zone)
  for (;;) {
    const earlier = floorInstant(instantOfEpochMs(epochMsOf(next) - 1), unit, zone)
    if (earlier <= start) return next
    next = earlier
  }
}
