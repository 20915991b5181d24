import { fail } from '../errors/failure.js'
import { calendarGrid } from '../time/calendar-grid.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { floorInstant } from '../time/floor-instant.js'
import { checkInterval, earlierOf, laterOf } from '../time/interval.js'
import { periodsIn } from '../time/periods-in.js'
import type { Instant, Interval, PeriodUnit, Zone } from '../time/time-type.js'

/** Windows that buckets merge into: no finer than the stored grid. Billing periods are windows too: `periodsIn` lists them. */
export type WindowUnit = 'quarter_hour' | 'hour' | PeriodUnit

const mostWindows = 100_000
const clockMs = { quarter_hour: 900_000, hour: 3_600_000 } as const

/**
 * All windows of the local clock that share an instant with `interval`, in order; the first and the last are cut to it, so they tile it.
 *
 * The starts are those of `floorInstant`: weeks start on Monday, and the hour that comes twice in autumn is two windows.
 *
 * @throws `period.too_many` above 100,000 windows, before any work; `period.ends_before_start`.
 */
export function windowsOf(unit: WindowUnit, interval: Interval, zone: Zone): readonly Interval[] {
  const { from, to } = checkInterval(interval)
  if (unit !== 'quarter_hour' && unit !== 'hour') {
    return periodsIn(calendarGrid(unit, zone), { from, to }).map((period) => ({ from: period.from, to: period.to }))
  }
  const expected = Math.ceil((epochMsOf(to) - epochMsOf(from)) / clockMs[unit])
  if (expected > mostWindows) fail('period.too_many', { field: 'interval', because: `holds about ${expected} windows`, facts: { expected } })
  const windows: Interval[] = []
  let start = floorInstant(from, unit, zone)
  while (start < to) {
    const end = nextStart(start, unit, zone)
    windows.push({ from: laterOf(start, from), to: earlierOf(end, to) })
    start = end
  }
  return windows
}

/** The first start after `start`. A clock set forward or back makes windows shorter or longer than their unit. */
function nextStart(start: Instant, unit: 'quarter_hour' | 'hour', zone: Zone): Instant {
  const startMs = epochMsOf(start)
  let next = start
  for (let step = 1; next <= start; step += 1) next = floorInstant(instantOfEpochMs(startMs + step * clockMs[unit]), unit, zone)
  for (;;) {
    const earlier = floorInstant(instantOfEpochMs(epochMsOf(next) - 1), unit, zone)
    if (earlier <= start) return next
    next = earlier
  }
}
