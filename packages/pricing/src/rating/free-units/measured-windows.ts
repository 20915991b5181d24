import { cutWindows, mergeUsageByWindow, type Dimensions, type Exact, type Instant, type Interval, type UsageBucket } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import { metersRead } from '../../catalog/meters-read.js'
import { billedInterval } from '../billed-interval.js'
import { contractPieces } from '../contract-pieces.js'
import type { RatingInput, RatingOptions } from '../rate.js'

/** A component that reads a meter, and for how long it holds. */
export interface ComponentRun extends Interval {
  readonly key: string
  readonly component: Component
}

/** The components that read a meter, its own and those whose price names it. */
export function runsOf({ contract, period }: RatingInput, meter: string): readonly ComponentRun[] {
  const billed = billedInterval(contract.subscription, period)
  const pieces = billed === undefined ? [] : contractPieces(contract, billed)
  return pieces.flatMap(({ from, to, components }) => Object.entries(components).flatMap(([key, component]) => (metersRead(component).includes(meter) ? [{ from, to, key, component }] : [])))
}

export interface GroupQuantity {
  readonly dimensions: Dimensions
  readonly quantity: Exact
}

/** The usage of a meter in a time in which one set of components reads it. */
export interface MeasuredWindow extends Interval {
  readonly quantities: readonly GroupQuantity[]
}

/** The usage of a meter, window by window between the times at which another component reads it, by the dimensions that any of them prices apart. */
export function measuredWindows(
  { facts, period }: RatingInput,
  { meter, runs, by }: { readonly meter: string; readonly runs: readonly ComponentRun[]; readonly by: readonly string[] },
  { aggregations, digest }: RatingOptions,
): readonly MeasuredWindow[] {
  const bounds = [...new Set(runs.flatMap(({ from, to }) => [from, to]))].sort()
  const windows = spansBetween(bounds)
  const own: readonly UsageBucket[] = facts.usage.filter((bucket) => bucket.meter === meter)
  const merged = mergeUsageByWindow(own, windows, { by, reference: period, ...(aggregations && { aggregations }), ...(digest && { digest }) })
  return windows.map(({ from, to }) => ({ from, to, quantities: merged.filter((usage) => usage.from === from).map(({ dimensions, quantity }) => ({ dimensions, quantity })) }))
}

function spansBetween(bounds: readonly Instant[]): readonly Interval[] {
  const [from] = bounds
  const to = bounds.at(-1)
  return from === undefined || to === undefined || from >= to ? [] : cutWindows([{ from, to }], bounds)
}
