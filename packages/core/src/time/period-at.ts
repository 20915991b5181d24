import { fail } from '../errors/failure.js'
import { boundariesOf, boundaryOf, estimateIndex, type GridBoundaries } from './grid-boundaries.js'
import { parseInstant } from './parse-instant.js'
import { shown } from './time-text.js'
import type { Instant, Period, PeriodGrid } from './time-type.js'

/**
 * The period that contains `at`; an instant on a boundary belongs to the period that starts there.
 *
 * Cost: a look-up of three or four boundaries wherever `at` lies, each computed once per grid and then remembered.
 *
 * @throws `time.out_of_range` when the period reaches outside the years 0001 to 9999, and what `checkPeriodGrid` throws.
 */
export function periodAt(grid: PeriodGrid, at: Instant): Period {
  const instant = parseInstant(at, { field: 'at' })
  return searchPeriod(boundariesOf(grid), instant)
}

/**
 * Period number `index`: 0 starts at boundary 0, -1 ends there.
 *
 * @throws `period.skipped` when the zone skipped all of its local time; `time.out_of_range`.
 */
export function periodNumber(grid: PeriodGrid, index: number): Period {
  if (!Number.isSafeInteger(index)) fail('period.invalid', { field: 'index', because: `is ${shown(index)}, not a whole number` })
  const boundaries = boundariesOf(grid)
  const from = boundaryOf(boundaries, index)
  const to = boundaryOf(boundaries, index + 1)
  if (from === to) fail('period.skipped', { field: 'index', because: `is ${index}, a day that ${boundaries.zone} skipped`, facts: { index, at: from } })
  return { from, to, index }
}

/** The complete period that ends where the period of `at` starts. */
export function previousPeriod(grid: PeriodGrid, at: Instant): Period {
  const instant = parseInstant(at, { field: 'at' })
  const boundaries = boundariesOf(grid)
  return periodBefore(boundaries, searchPeriod(boundaries, instant))
}

/** Walks from an estimate. Text order of instants is time order. */
export function searchPeriod(grid: GridBoundaries, at: Instant): Period {
  let index = estimateIndex(grid, at)
  let from = boundaryOf(grid, index)
  while (from > at) {
    index -= 1
    from = boundaryOf(grid, index)
  }
  let to = boundaryOf(grid, index + 1)
  while (to <= at) {
    index += 1
    from = to
    to = boundaryOf(grid, index + 1)
  }
  return { from, to, index }
}

/** The neighbour that ends where `period` starts; steps over a skipped day. */
export function periodBefore(grid: GridBoundaries, period: Period): Period {
  let index = period.index - 1
  let from = boundaryOf(grid, index)
  while (from === period.from) {
    index -= 1
    from = boundaryOf(grid, index)
  }
  return { from, to: period.from, index }
}

/** The neighbour that starts where `period` ends; steps over a skipped day. */
export function periodAfter(grid: GridBoundaries, period: Period): Period {
  let index = period.index + 1
  let to = boundaryOf(grid, index + 1)
  while (to === period.to) {
    index += 1
    to = boundaryOf(grid, index + 1)
  }
  return { from: period.to, to, index }
}
