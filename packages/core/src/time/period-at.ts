import { fail } from '../errors/failure.js'
import { parseInstant } from './parse-instant.js'
import { boundaryOf, estimateIndex, stepsOf, type GridSteps } from './period-grid.js'
import type { Instant, Period, PeriodGrid } from './time-type.js'

/**
 * The period that contains `at`; an instant on a boundary belongs to the period that starts there.
 *
 * @throws `time.out_of_range` when that period reaches outside the years 0001 to 9999; `period.invalid`.
 */
export function periodAt(grid: PeriodGrid, at: Instant): Period {
  const instant = parseInstant(at, { field: 'at' })
  return searchPeriod(stepsOf(grid), instant)
}

/**
 * Period number `index`, counted from the anchor: 0 starts at boundary 0, -1 ends there.
 *
 * @throws `period.skipped` when the zone skipped all of its local time, so that it has no instant; `time.out_of_range`.
 */
export function periodNumber(grid: PeriodGrid, index: number): Period {
  if (!Number.isSafeInteger(index)) fail('period.invalid', { field: 'index', because: `is ${String(index)}, not a whole number` })
  const steps = stepsOf(grid)
  const from = boundaryOf(steps, index)
  const to = boundaryOf(steps, index + 1)
  if (from === to) fail('period.skipped', { field: 'index', because: `is ${String(index)}, a day that ${steps.grid.zone} skipped`, facts: { at: from } })
  return { from, to, index }
}

/** The complete period that ends where the period of `at` starts. */
export function previousPeriod(grid: PeriodGrid, at: Instant): Period {
  const instant = parseInstant(at, { field: 'at' })
  const steps = stepsOf(grid)
  return periodBefore(steps, searchPeriod(steps, instant))
}

export function periodBefore(steps: GridSteps, period: Period): Period {
  let index = period.index - 1
  let from = boundaryOf(steps, index)
  while (from === period.from) {
    index -= 1
    from = boundaryOf(steps, index)
  }
  return { from, to: period.from, index }
}

export function periodAfter(steps: GridSteps, period: Period): Period {
  let index = period.index + 1
  let to = boundaryOf(steps, index + 1)
  while (to === period.to) {
    index += 1
    to = boundaryOf(steps, index + 1)
  }
  return { from: period.to, to, index }
}

/** Walks from an estimate, so it costs three or four boundaries wherever `at` lies. Text order is time order. */
export function searchPeriod(steps: GridSteps, at: Instant): Period {
  let index = estimateIndex(steps, at)
  let from = boundaryOf(steps, index)
  while (from > at) {
    index -= 1
    from = boundaryOf(steps, index)
  }
  let to = boundaryOf(steps, index + 1)
  while (to <= at) {
    index += 1
    from = to
    to = boundaryOf(steps, index + 1)
  }
  return { from, to, index }
}
