import { fail } from '../errors/failure.js'
import { cadence, stepOf } from './cadence.js'
import { checkZone } from './check-zone.js'
import { checkLocal } from './local-text.js'
import { shown } from './time-text.js'
import type { PeriodGrid } from './time-type.js'

/**
 * Checks a grid and returns it with its zone in official spelling and nothing else in it.
 *
 * @throws `period.invalid` for the unit, the count (1 to 1,000) or the anchor day (1 to 31, only where the unit is made of months);
 * `time.malformed`, `time.impossible` for the anchor, `time.zone_unknown`.
 */
export function checkPeriodGrid(grid: PeriodGrid, field = 'grid'): PeriodGrid {
  const { unit, count } = cadence(grid, field)
  const zone = checkZone(grid.zone, `${field}.zone`)
  const anchor = checkLocal(grid.anchor, `${field}.anchor`)
  const { anchorDay } = grid
  if (anchorDay === undefined) return { unit, count, zone, anchor }
  if (!Number.isInteger(anchorDay) || anchorDay < 1 || anchorDay > 31) {
    fail('period.invalid', { field: `${field}.anchorDay`, because: `is ${shown(anchorDay)}, not a day of month from 1 to 31` })
  }
  if (stepOf({ unit, count }).months === 0) {
    fail('period.invalid', { field: `${field}.anchorDay`, because: `is given with the unit ${unit}, which has no day of month` })
  }
  return { unit, count, zone, anchor, anchorDay }
}
