import { assertInvariant } from '../errors/assert-invariant.js'
import { canonicalJson } from '../evidence/canonical-json.js'
import { aggregations as builtIn } from '../meters/aggregations.js'
import { findAggregation } from '../meters/find-aggregation.js'
import { quantityOf } from '../meters/quantity-of.js'
import { noEvidence } from './bucket-evidence.js'
import type { MergeOptions } from './merge-usage.js'
import type { UsageBucket } from './usage-type.js'

/**
 * The buckets of two sets of events that share none, as a tally of all of them makes them, byte for byte; in the order of `first`, then what only `second` has.
 * Costs the states and not the events behind them.
 *
 * Only for buckets of meters that keep no evidence, where both sets have one: a root over events in the order of their identities cannot be made of two roots.
 *
 * @throws `meter.state_too_large`
 */
export function joinBuckets(first: readonly UsageBucket[], second: readonly UsageBucket[], { aggregations = builtIn }: Pick<MergeOptions, 'aggregations'> = {}): readonly UsageBucket[] {
  const joined = new Map(first.map((bucket) => [keyOf(bucket), bucket]))
  for (const bucket of second) {
    const before = joined.get(keyOf(bucket))
    joined.set(keyOf(bucket), before === undefined ? bucket : join(before, bucket))
  }
  return [...joined.values()]

  function join(a: UsageBucket, b: UsageBucket): UsageBucket {
    assertInvariant(a.evidence === noEvidence && b.evidence === noEvidence, 'buckets that are joined keep no evidence')
    const aggregation = findAggregation(a, aggregations)
    const state = aggregation.merge(a.state, b.state)
    return { ...a, state, quantity: quantityOf(a, aggregation, state, a), events: a.events + b.events }
  }
}

function keyOf({ subscription, meter, dimensions, from, to }: UsageBucket): string {
  return canonicalJson([subscription, meter, dimensions, from, to])
}
