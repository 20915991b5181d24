import { canonicalJson } from '../evidence/canonical-json.js'
import { aggregations as builtIn } from '../meters/aggregations.js'
import { findAggregation } from '../meters/find-aggregation.js'
import { measureOf } from '../meters/quantity-of.js'
import type { Interval } from '../time/time-type.js'
import { grouped } from './grouped.js'
import { mergeUsage, type MergeOptions } from './merge-usage.js'
import { spansOf } from './spans-of.js'
import type { UsageBucket } from './usage-type.js'

/**
 * Buckets on the coarsest grid that an interval allows: one for each subscription, meter and dimensions, over the whole interval.
 *
 * They merge into the interval like the finer ones, state and opening level included: a month of quarter hours becomes one bucket.
 *
 * @throws as `mergeUsage`
 */
export function coarsenUsage(buckets: readonly UsageBucket[], interval: Interval, options: Omit<MergeOptions, 'by'> = {}): readonly UsageBucket[] {
  const groups = grouped(buckets, groupOf)
  return mergeUsage(buckets, interval, options).flatMap((usage) => {
    const own = groups.get(groupOf(usage)) ?? []
    const [first] = own
    if (first === undefined) return []
    const spans = spansOf(findAggregation(first, options.aggregations ?? builtIn), own, [interval])
    return spans.map(({ state, opening }) => ({ ...usage, ...measureOf(first), state, ...(opening === null ? {} : { opening }) }))
  })
}

function groupOf({ subscription, meter, dimensions }: Pick<UsageBucket, 'subscription' | 'meter' | 'dimensions'>): string {
  return canonicalJson([subscription, meter, dimensions])
}
