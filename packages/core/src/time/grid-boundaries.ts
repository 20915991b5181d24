import { remembered } from './bounded-memo.js'
import { stepOf } from './cadence.js'
import { checkPeriodGrid } from './check-period-grid.js'
import { daysFromCivil, daysInMonth } from './civil-date.js'
import { localSecondsOf } from './local-time.js'
import { daysOfText, digitsAt, instantText, secondsPerDay } from './time-text.js'
import type { Instant, PeriodGrid, Zone } from './time-type.js'
import { firstSecondAt } from './zone-clock.js'

/** A checked grid as whole numbers, with the boundaries that were asked for so far. */
export interface GridBoundaries {
  readonly zone: Zone
  /** One of the two is zero. */
  readonly stepDays: number
  readonly stepMonths: number
  /** Days since 1970-01-01 and months since the year 0. */
  readonly anchorDays: number
  readonly anchorMonths: number
  readonly anchorDay: number
  readonly secondOfDay: number
  readonly known: Map<number, Instant>
}

// Together about 30 MB at the very most.
const gridLimit = 1_000
const boundaryLimit = 400
const knownGrids = new Map<string, GridBoundaries>()

/** @throws what {@link checkPeriodGrid} throws. */
export function boundariesOf(grid: PeriodGrid): GridBoundaries {
  const checked = checkPeriodGrid(grid)
  const key = `${checked.unit} ${checked.count} ${checked.anchor} ${checked.anchorDay ?? ''} ${checked.zone}`
  return remembered(knownGrids, gridLimit, key, () => inNumbers(checked))
}

function inNumbers(grid: PeriodGrid): GridBoundaries {
  const step = stepOf(grid)
  const anchorDays = daysOfText(grid.anchor)
  return {
    zone: grid.zone,
    stepDays: step.days,
    stepMonths: step.months,
    anchorDays,
    anchorMonths: monthsOfText(grid.anchor),
    anchorDay: grid.anchorDay ?? digitsAt(grid.anchor, 8, 2),
    secondOfDay: localSecondsOf(grid.anchor) - anchorDays * secondsPerDay,
    known: new Map(),
  }
}

/**
 * Boundary `index`, from the anchor alone.
 *
 * @throws `time.out_of_range` outside the years 0001 to 9999.
 */
export function boundaryOf(grid: GridBoundaries, index: number): Instant {
  return remembered(grid.known, boundaryLimit, index, () => {
    const days = grid.stepDays > 0 ? grid.anchorDays + index * grid.stepDays : clampedDays(grid, index)
    return instantText(firstSecondAt(days * secondsPerDay + grid.secondOfDay, grid.zone), 0, 'period')
  })
}

/** The index that `at` would have if its date in UTC were the local one: wrong by one or two at most. */
export function estimateIndex(grid: GridBoundaries, at: Instant): number {
  if (grid.stepDays > 0) return Math.floor((daysOfText(at) - grid.anchorDays) / grid.stepDays)
  return Math.floor((monthsOfText(at) - grid.anchorMonths) / grid.stepMonths)
}

function clampedDays(grid: GridBoundaries, index: number): number {
  const months = grid.anchorMonths + index * grid.stepMonths
  const year = Math.floor(months / 12)
  const month = months - year * 12 + 1
  return daysFromCivil(year, month, Math.min(grid.anchorDay, daysInMonth(year, month)))
}

function monthsOfText(text: string): number {
  return digitsAt(text, 0, 4) * 12 + digitsAt(text, 5, 2) - 1
}
