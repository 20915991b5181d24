import { mergeUsage, type Dimensions, type Exact, type Interval, type MergeOptions, type Usage, type UsageBucket } from '@farthing/core'
import type { Component } from '../catalog/component.js'

/** What one charge prices. */
export interface UsageGroup {
  readonly dimensions: Dimensions
  readonly quantity: Exact
  /** None for a fee, and where nothing was used. Of its own meter first, then of the others that its price reads. */
  readonly usage: readonly Usage[]
  /** By meter, where the price reads several. */
  readonly quantities?: { readonly [meter: string]: Exact }
}

/** How usage is merged. */
export type MergeWith = Pick<MergeOptions, 'aggregations' | 'digest'>

/** The part of a period in which the subscription runs, and the whole of it. */
export interface BilledPeriod {
  readonly billed: Interval
  readonly period: Interval
}

/**
 * The usage of a component's meter over an interval, given as buckets of that meter: one group for each combination of the dimensions that
 * it prices apart, in the order of their canonical JSON. Buckets merge by the state of their aggregation, so a group's quantity is that of
 * its events; a meter that measures per period takes the whole period for that.
 *
 * Without `by` there is always one group, of quantity 0 when nothing was used. With `by` there is one for each combination that was used,
 * and none without usage.
 */
export function groupUsage(
  component: Component,
  buckets: readonly UsageBucket[],
  { billed, period }: BilledPeriod,
  options: MergeWith = {},
): readonly UsageGroup[] {
  const { by = [] } = component
  const merged = mergeUsage(buckets, billed, { ...options, by, reference: period })
  if (merged.length === 0 && by.length === 0) return [{ dimensions: {}, quantity: '0', usage: [] }]
  return merged.map((usage) => ({ dimensions: usage.dimensions, quantity: usage.quantity, usage: [usage] }))
}
