import { aggregations, assertInvariant, canonicalJson, mergeUsage, type Digest, type Interval, type Json, type UsageBucket } from '@farthing/core'

/**
 * Buckets of one subscription on the coarsest grid that an interval allows: one for each meter and dimensions, over the whole interval.
 *
 * They give the same rating as the finer ones, state included, and keep the evidence of an invoice small: a month of quarter hours is one bucket.
 */
export function coarsenBuckets(buckets: readonly UsageBucket[], interval: Interval, digest: Digest): readonly UsageBucket[] {
  const states = new Map<string, Pick<UsageBucket, 'aggregation' | 'state'>>()
  for (const bucket of buckets) {
    const key = groupOf(bucket)
    const before = states.get(key)
    const state = before === undefined ? bucket.state : mergedState(bucket.aggregation, before.state, bucket.state)
    states.set(key, { aggregation: bucket.aggregation, state })
  }
  return mergeUsage(buckets, interval, { digest }).map((usage) => {
    const merged = states.get(groupOf(usage))
    assertInvariant(merged !== undefined, 'merged usage has buckets')
    return { ...usage, ...merged }
  })
}

function mergedState(aggregation: string, a: Json, b: Json): Json {
  const known = aggregations[aggregation]
  assertInvariant(known !== undefined, 'the aggregation of a bucket is known')
  return known.merge(a, b)
}

function groupOf({ meter, dimensions }: Pick<UsageBucket, 'meter' | 'dimensions'>): string {
  return canonicalJson([meter, dimensions])
}
