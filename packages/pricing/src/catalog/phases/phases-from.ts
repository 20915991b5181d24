import { localDateTimeOf, periodAt, periodNumber, type Cadence, type Instant, type Interval, type LocalDateTime, type PeriodGrid } from '@farthing/core'
import type { Phase } from './phase.js'

/** A phase where it lies in time. */
export interface DatedPhase extends Interval {
  readonly phase: Phase
}

/**
 * Where phases lie that begin at an instant, one after the other.
 *
 * A phase of billing periods ends on a boundary of the grid. One of calendar length ends at the same local time of day, to the second;
 * neighbours measured in months are counted from where the first of them began, so that a month and a month from 31 January end on 31 March.
 */
export function phasesFrom(phases: readonly Phase[], start: Instant, grid: PeriodGrid): readonly DatedPhase[] {
  const dated: DatedPhase[] = []
  let from = start
  let origin: MonthCount = { since: localDateTimeOf(start, grid.zone), months: 0 }
  for (const phase of phases) {
    const { lasts } = phase
    const months = 'periods' in lasts ? 0 : monthsOf(lasts)
    let to: Instant
    if ('periods' in lasts) to = periodNumber(grid, periodAt(grid, from).index + lasts.periods).from
    else if (months === 0) to = afterLength(lasts, localDateTimeOf(from, grid.zone), grid)
    else {
      origin = { ...origin, months: origin.months + months }
      to = afterLength({ unit: 'month', count: origin.months }, origin.since, grid)
    }
    if (months === 0) origin = { since: localDateTimeOf(to, grid.zone), months: 0 }
    dated.push({ phase, from, to })
    from = to
  }
  return dated
}

interface MonthCount {
  readonly since: LocalDateTime
  readonly months: number
}

/** 0 for a length in days. */
function monthsOf({ unit, count }: Cadence): number {
  const months = { day: 0, week: 0, month: 1, quarter: 3, half_year: 6, year: 12 }
  return months[unit] * count
}

function afterLength({ unit, count }: Cadence, since: LocalDateTime, { zone }: PeriodGrid): Instant {
  return periodNumber({ unit, count: 1, zone, anchor: since }, count).from
}
