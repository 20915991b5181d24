import { fail } from '../errors/failure.js'
import { checkZone } from './check-zone.js'
import { daysFromCivil, daysInMonth } from './civil-date.js'
import { checkLocal } from './local-text.js'
import { localSecondsOf } from './local-time.js'
import { digitsAt, instantText, secondsPerDay } from './time-text.js'
import type { Cadence, Instant, PeriodGrid, PeriodUnit } from './time-type.js'
import { firstSecondAt } from './zone-clock.js'

const greatestCount = 1_000
const daysPerUnit = { day: 1, week: 7 } as const
const monthsPerUnit = { month: 1, quarter: 3, half_year: 6, year: 12 } as const

/** A checked grid as whole numbers; days and months are counted from 1970-01 and from year 0. */
export interface GridSteps {
  readonly grid: PeriodGrid
  readonly unitDays: number
  readonly unitMonths: number
  readonly anchorDays: number
  readonly anchorMonths: number
  readonly anchorDay: number
  readonly secondOfDay: number
}

/** A cadence from its short form: `month` is every one month. */
export function cadence(every: PeriodUnit | Cadence): Cadence {
  return typeof every === 'string' ? checkCadence({ unit: every, count: 1 }, 'every') : checkCadence(every, 'every')
}

function checkCadence({ unit, count }: Cadence, field: string): Cadence {
  if (!Object.hasOwn(daysPerUnit, unit) && !Object.hasOwn(monthsPerUnit, unit)) {
    fail('period.invalid', { field: `${field}.unit`, because: `is "${String(unit)}"`, facts: { unit: String(unit) } })
  }
  if (!Number.isInteger(count) || count < 1 || count > greatestCount) {
    fail('period.invalid', { field: `${field}.count`, because: `is ${String(count)}`, facts: { count: String(count) } })
  }
  return { unit, count }
}

/**
 * Checks a grid and returns it with its zone in official spelling and nothing else in it.
 *
 * @throws `period.invalid` for unit, count (1 to 1,000) or anchor day (1 to 31, only with months, quarters, half-years, years);
 * `time.*` for anchor and zone.
 */
export function checkPeriodGrid(grid: PeriodGrid, field = 'grid'): PeriodGrid {
  const { unit, count } = checkCadence(grid, field)
  const zone = checkZone(grid.zone, `${field}.zone`)
  const anchor = checkLocal(grid.anchor, `${field}.anchor`)
  const { anchorDay } = grid
  if (anchorDay === undefined) return { unit, count, zone, anchor }
  if (!Number.isInteger(anchorDay) || anchorDay < 1 || anchorDay > 31) {
    fail('period.invalid', { field: `${field}.anchorDay`, because: `is ${String(anchorDay)}, not a day of month from 1 to 31` })
  }
  if (Object.hasOwn(daysPerUnit, unit)) {
    fail('period.invalid', { field: `${field}.anchorDay`, because: `is given for a ${unit}, which has no day of month` })
  }
  return { unit, count, zone, anchor, anchorDay }
}

export function stepsOf(grid: PeriodGrid): GridSteps {
  const checked = checkPeriodGrid(grid)
  const { unit, count, anchor } = checked
  const localSeconds = localSecondsOf(anchor)
  const anchorDays = Math.floor(localSeconds / secondsPerDay)
  return {
    grid: checked,
    unitDays: unit === 'day' || unit === 'week' ? daysPerUnit[unit] * count : 0,
    unitMonths: unit === 'day' || unit === 'week' ? 0 : monthsPerUnit[unit] * count,
    anchorDays,
    anchorMonths: monthsOfText(anchor),
    anchorDay: checked.anchorDay ?? digitsAt(anchor, 8, 2),
    secondOfDay: localSeconds - anchorDays * secondsPerDay,
  }
}

/** Boundary `index` of the grid, from the anchor alone. */
export function boundaryOf(steps: GridSteps, index: number): Instant {
  const days = steps.unitDays > 0 ? steps.anchorDays + index * steps.unitDays : clampedDays(steps, index)
  const second = outOfReach(days) ? Number.MAX_SAFE_INTEGER : firstSecondAt(days * secondsPerDay + steps.secondOfDay, steps.grid.zone)
  return instantText(second, 0, 'period')
}

/** The index that `at` would have if months and days were all alike in UTC: off by one or two at most. */
export function estimateIndex(steps: GridSteps, at: Instant): number {
  if (steps.unitMonths > 0) return Math.floor((monthsOfText(at) - steps.anchorMonths) / steps.unitMonths)
  const days = daysFromCivil(digitsAt(at, 0, 4), digitsAt(at, 5, 2), digitsAt(at, 8, 2))
  return Math.floor((days - steps.anchorDays) / steps.unitDays)
}

function clampedDays(steps: GridSteps, index: number): number {
  const months = steps.anchorMonths + index * steps.unitMonths
  const year = Math.floor(months / 12)
  const month = months - year * 12 + 1
  return daysFromCivil(year, month, Math.min(steps.anchorDay, daysInMonth(year, month)))
}

function monthsOfText(text: string): number {
  return digitsAt(text, 0, 4) * 12 + digitsAt(text, 5, 2) - 1
}

/** Beyond the years that Temporal is asked about, with room for offsets. */
function outOfReach(days: number): boolean {
  return !(Math.abs(days) < 4_000_000)
}
