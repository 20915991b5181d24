import { add, canonicalJson, cutWindows, mergeUsageByWindow, type Dimensions, type Exact, type Instant, type Interval, type UsageBucket } from '@farthing/core'
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
function runsOf({ contract, period }: RatingInput, meter: string): readonly ComponentRun[] {
  const billed = billedInterval(contract.subscription, period)
  const pieces = billed === undefined ? [] : contractPieces(contract, billed)
  return pieces.flatMap(({ from, to, components }) => Object.entries(components).flatMap(([key, component]) => (metersRead(component).includes(meter) ? [{ from, to, key, component }] : [])))
}

/** Units of a group of usage of a meter; a dimension that is not given is `null`. */
export interface PlannedUnits {
  readonly meter: string
  readonly dimensions?: Dimensions
  readonly quantity: Exact
}

export interface GroupQuantity {
  readonly dimensions: Dimensions
  readonly quantity: Exact
}

/** The usage of a meter in a time in which one set of components reads it. */
export interface MeasuredWindow extends Interval {
  readonly quantities: readonly GroupQuantity[]
}

/** What is counted of a meter, and when. */
export interface MeasuredMeter {
  readonly meter: string
  /** Components that have it for their own, or read it beside. */
  readonly runs: readonly ComponentRun[]
  /** Dimensions that some component prices apart. */
  readonly by: readonly string[]
  /** Without gaps, between the times at which other components read it. */
  readonly windows: readonly MeasuredWindow[]
}

/** The usage of a meter window by window, with what is planned of it in the window that holds an instant. */
export function measuredMeter(rating: RatingInput, meter: string, { at, planned, ...options }: RatingOptions & { readonly at: Instant; readonly planned: readonly PlannedUnits[] }): MeasuredMeter {
  const { facts, period } = rating
  const runs = runsOf(rating, meter)
  const by = [...new Set(runs.flatMap(({ component }) => (component.meter === meter ? (component.by ?? []) : [])))]
  const bounds = spansBetween([...new Set(runs.flatMap(({ from, to }) => [from, to]))].sort())
  const own: readonly UsageBucket[] = facts.usage.filter((bucket) => bucket.meter === meter)
  const { aggregations, digest } = options
  const merged = mergeUsageByWindow(own, bounds, { by, reference: period, ...(aggregations && { aggregations }), ...(digest && { digest }) })
  const windows = bounds.map(({ from, to }) => {
    const measured = merged.filter((usage) => usage.from === from).map(({ dimensions, quantity }) => ({ dimensions, quantity }))
    const ahead = from <= at && at < to ? planned.filter((units) => units.meter === meter) : []
    return { from, to, quantities: ahead.reduce((groups, { dimensions, quantity }) => withMore(groups, groupOf(dimensions, by), quantity), measured) }
  })
  return { meter, runs, by, windows }
}

/** The group that dimensions mean; one that is not given is `null`. */
export function groupOf(dimensions: Dimensions | undefined, by: readonly string[]): Dimensions {
  return Object.fromEntries(by.map((name) => [name, dimensions?.[name] ?? null]))
}

/** Quantities with more in one group. */
export function withMore(groups: readonly GroupQuantity[], dimensions: Dimensions, more: Exact): GroupQuantity[] {
  const key = canonicalJson(dimensions)
  const isOther = (group: GroupQuantity): boolean => canonicalJson(group.dimensions) !== key
  const own = groups.find((group) => !isOther(group))
  return [...groups.filter(isOther), { dimensions, quantity: add(own?.quantity ?? '0', more) }]
}

function spansBetween(bounds: readonly Instant[]): readonly Interval[] {
  const [from] = bounds
  const to = bounds.at(-1)
  return from === undefined || to === undefined || from >= to ? [] : cutWindows([{ from, to }], bounds)
}
