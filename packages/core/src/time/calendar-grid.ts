import { cadence } from './cadence.js'
import { checkZone } from './check-zone.js'
import type { Cadence, PeriodGrid, PeriodUnit, Zone } from './time-type.js'

const firstMonday = '2001-01-01'

/**
 * The grid of the calendar itself: local days, weeks from Monday, months, quarters, half-years and years.
 *
 * Several units at once are counted from 2001-01-01, a Monday: every two months start in January, March, May …
 */
export function calendarGrid(every: PeriodUnit | Cadence, zone: Zone): PeriodGrid {
  return { ...cadence(every), zone: checkZone(zone), anchor: firstMonday }
}
