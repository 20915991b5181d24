import { canonicalJson } from '../evidence/canonical-json.js'
import { compareBytes } from '../evidence/compare-bytes.js'
import { sha256 } from '../evidence/digest.js'
import { merkleHasher, merkleRoot, startMerkle } from '../evidence/merkle.js'
import { aggregations as builtIn } from '../meters/aggregations.js'
import { findAggregation } from '../meters/find-aggregation.js'
import { measureOf, quantityOf } from '../meters/quantity-of.js'
import { earlierOf } from '../time/interval.js'
import type { Interval } from '../time/time-type.js'
import { bucketEnd } from '../windows/bucket.js'
import { noEvidence } from './bucket-evidence.js'
import { grouped } from './grouped.js'
import type { MergeOptions } from './merge-usage.js'
import { spansOf, type Span } from './spans-of.js'
import type { UsageBucket } from './usage-type.js'

/**
 * The buckets of an interval, which stand on their own: a level that holds at its start is the `opening` of its first bucket, so those before
 * are not needed any more. A level whose first minute has no event gets a bucket of no events there.
 *
 * Merging the result gives what merging all buckets gives. In the order of `usageOf`.
 *
 * @param buckets from the first event of each level on, or from a start that was carried to
 * @throws `window.invalid` when a bucket crosses a boundary of the interval
 */
export function carryUsage(buckets: readonly UsageBucket[], interval: Interval, options: Pick<MergeOptions, 'aggregations' | 'digest'> = {}): readonly UsageBucket[] {
  const { aggregations = builtIn, digest = sha256 } = options
  const nothing = merkleRoot(startMerkle(), merkleHasher(digest))
  const groups = grouped(buckets, ({ subscription, meter, dimensions }) => canonicalJson([subscription, meter, dimensions]))
  const carried = [...groups].flatMap(([key, own]) => {
    const [like] = own
    if (like === undefined) return []
    return spansOf(findAggregation(like, aggregations), own, [interval]).flatMap((span) => carrySpan(like, span).map((bucket) => ({ key, bucket })))
  })

  function carrySpan(like: UsageBucket, { buckets: own, opening }: Span): readonly UsageBucket[] {
    const ordered = own.toSorted((a, b) => compareBytes(a.from, b.from))
    const [first, ...others] = ordered
    if (opening === null) return ordered
    if (first?.from === interval.from) return [{ ...first, opening }, ...others]
    const aggregation = findAggregation(like, aggregations)
    const bounds = { from: interval.from, to: earlierOf(bucketEnd(interval.from, 'minute'), first?.from ?? interval.to) }
    const { subscription, meter, dimensions } = like
    const evidence = like.evidence === noEvidence ? noEvidence : nothing
    const quantity = quantityOf(like, aggregation, aggregation.zero, bounds, { opening })
    return [{ subscription, meter, dimensions, ...bounds, quantity, events: 0, evidence, ...measureOf(like), state: aggregation.zero, opening }, ...ordered]
  }

  return carried.sort((a, b) => compareBytes(a.key, b.key) || compareBytes(a.bucket.from, b.bucket.from)).map(({ bucket }) => bucket)
}
