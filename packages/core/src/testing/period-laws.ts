import fc from 'fast-check'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { periodAt } from '../time/period-at.js'
import type { Instant, Period, PeriodGrid } from '../time/time-type.js'
import { arbitraryClockChange, arbitraryPeriodGrid } from './arbitrary-time.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

/** What finds the period of an instant: `periodAt`, or the host's own. */
export type PeriodLookup = (grid: PeriodGrid, at: Instant) => Period

/**
 * Asserts that periods tile the time line, for grids of every cadence and anchor, around the clock changes that break assumptions:
 * {@link assertPeriodsTile} says what that is.
 *
 * @throws the first broken law with its smallest counter-example
 */
export function assertPeriodLaws(lookup: PeriodLookup, options: LawOptions = {}): void {
  const cases = arbitraryClockChange().chain(({ zone, at }) => fc.record({ grid: arbitraryPeriodGrid({ zone }), at: fc.constant(at) }))
  fc.assert(
    fc.property(cases, ({ grid, at }) => {
      assertPeriodsTile(grid, at, { lookup })
    }),
    lawRuns(options),
  )
}

export interface TileOptions {
  /** `periodAt` unless given. */
  readonly lookup?: PeriodLookup
  /** How many periods on each side of that of `at` are held against the law; 3 unless given. */
  readonly neighbours?: number
}

/**
 * Asserts that the periods of one grid tile the time line around `at`: the period of an instant contains it, each starts where the one
 * before ends, none is empty, a boundary belongs to the period that it starts and the microsecond before it to the other, and numbers
 * grow with time.
 *
 * @throws Error that names the broken law, the grid and the period
 */
export function assertPeriodsTile(grid: PeriodGrid, at: Instant, { lookup = periodAt, neighbours = 3 }: TileOptions = {}): void {
  const holdFor = (period: Period, condition: boolean, law: string): void => {
    hold(condition, `${law}, but ${JSON.stringify(grid)} gives ${JSON.stringify(period)}`)
  }
  let period = lookup(grid, at)
  holdFor(period, period.from <= at && at < period.to, `the period of ${at} contains it`)

  for (let step = 0; step < neighbours; step += 1) {
    const earlier = lookup(grid, justBefore(period.from))
    holdFor(earlier, earlier.to === period.from, `the period before ${period.from} ends there`)
    holdFor(earlier, earlier.index < period.index, `the period before number ${period.index} has a lower number`)
    period = earlier
  }
  for (let step = 0; step <= 2 * neighbours; step += 1) {
    holdFor(period, period.from < period.to, 'a period ends after it starts')
    holdFor(period, isSame(lookup(grid, period.from), period), `the boundary ${period.from} belongs to the period that it starts`)
    holdFor(period, isSame(lookup(grid, justBefore(period.to)), period), `the last instant before ${period.to} belongs to the period that ends there`)
    const later = lookup(grid, period.to)
    holdFor(later, later.from === period.to, `the period after ${period.to} starts there`)
    holdFor(later, later.index > period.index, `the period after number ${period.index} has a higher number`)
    period = later
  }
}

function justBefore(instant: Instant): Instant {
  return instantOfEpochMs(epochMsOf(instant) - 1, 999)
}

function isSame(a: Period, b: Period): boolean {
  return a.from === b.from && a.to === b.to && a.index === b.index
}
