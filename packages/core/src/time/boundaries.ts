import { boundariesOf } from './grid-boundaries.js'
import { parseInstant } from './parse-instant.js'
import { periodBefore, searchPeriod } from './period-at.js'
import type { Instant, PeriodGrid } from './time-type.js'

export interface BoundaryOptions {
  /** Whether a boundary exactly at the given instant counts. Off by default. */
  readonly inclusive?: boolean
}

/** The first boundary after `at`, or `at` itself when it is one and `inclusive` is set. */
export function nextBoundary(grid: PeriodGrid, at: Instant, options: BoundaryOptions = {}): Instant {
  const instant = parseInstant(at, { field: 'at' })
  const period = searchPeriod(boundariesOf(grid), instant)
  return options.inclusive === true && period.from === instant ? instant : period.to
}

/** The last boundary before `at`, or `at` itself when it is one and `inclusive` is set. */
export function previousBoundary(grid: PeriodGrid, at: Instant, options: BoundaryOptions = {}): Instant {
  const instant = parseInstant(at, { field: 'at' })
  const boundaries = boundariesOf(grid)
  const period = searchPeriod(boundaries, instant)
  return options.inclusive === true || period.from !== instant ? period.from : periodBefore(boundaries, period).from
}
