import { parseInstant } from './parse-instant.js'
import { periodBefore, searchPeriod } from './period-at.js'
import { stepsOf } from './period-grid.js'
import type { Instant, PeriodGrid } from './time-type.js'

export interface BoundaryOptions {
  /** Whether a boundary exactly at the given instant counts. Off by default. */
  readonly inclusive?: boolean
}

/** The first boundary after `at`, or `at` itself when it is one and `inclusive` is set. */
export function nextBoundary(grid: PeriodGrid, at: Instant, options: BoundaryOptions = {}): Instant {
  const instant = parseInstant(at, { field: 'at' })
  const period = searchPeriod(stepsOf(grid), instant)
  return options.inclusive === true && period.from === instant ? instant : period.to
}

/** The last boundary before `at`, or `at` itself when it is one and `inclusive` is set. */
export function previousBoundary(grid: PeriodGrid, at: Instant, options: BoundaryOptions = {}): Instant {
  const instant = parseInstant(at, { field: 'at' })
  const steps = stepsOf(grid)
  const period = searchPeriod(steps, instant)
  return options.inclusive === true || period.from !== instant ? period.from : periodBefore(steps, period).from
}
