import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { periodAt } from '../time/period-at.js'
import type { Instant, Period, PeriodGrid } from '../time/time-type.js'

/** What finds the period of an instant: `periodAt`, or the host's own. */
export type PeriodLookup = (grid: PeriodGrid, at: Instant) => Period

export interface TileOptions {
  /** How many neighbours on each side of the period of `at` are held against the law; 3 unless given. */
  readonly neighbours?: number
  readonly lookup?: PeriodLookup
}

/**
 * Periods tile the time line around `at`: the period of an instant contains it, each starts where the one before ends, none is empty,
 * a boundary belongs to the period that it starts, the last millisecond before it to the other, and numbers grow with time.
 *
 * @throws Error that says which sentence is broken, with the grid and the period.
 */
export function assertPeriodsTile(grid: PeriodGrid, at: Instant, { neighbours = 3, lookup = periodAt }: TileOptions = {}): void {
  const hold = (holds: boolean, sentence: string, period: Period): void => {
    if (!holds) throw new Error(`Law broken: ${sentence}, but ${JSON.stringify(grid)} gives ${JSON.stringify(period)}`)
  }
  let first = lookup(grid, at)
  hold(first.from <= at && at < first.to, `the period of ${at} contains it`, first)

  for (let step = 0; step < neighbours; step += 1) {
    const earlier = lookup(grid, justBefore(first.from))
    hold(earlier.to === first.from, `the period before ${first.from} ends there`, earlier)
    hold(earlier.index < first.index, `the period before number ${first.index} has a lower number`, earlier)
    first = earlier
  }

  let period = first
  for (let step = 0; step <= 2 * neighbours; step += 1) {
    hold(period.from < period.to, 'a period ends after it starts', period)
    hold(isSame(lookup(grid, period.from), period), `the period of the boundary ${period.from} starts there`, lookup(grid, period.from))
    hold(isSame(lookup(grid, justBefore(period.to)), period), `the last instant before ${period.to} is inside`, lookup(grid, justBefore(period.to)))
    const next = lookup(grid, period.to)
    hold(next.from === period.to, `the period after ${period.to} starts there`, next)
    hold(next.index > period.index, `the period after number ${period.index} has a higher number`, next)
    period = next
  }
}

function justBefore(instant: Instant): Instant {
  return instantOfEpochMs(epochMsOf(instant) - 1, 999)
}

function isSame(a: Period, b: Period): boolean {
  return a.from === b.from && a.to === b.to && a.index === b.index
}
