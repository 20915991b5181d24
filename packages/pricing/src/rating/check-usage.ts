import { canonicalJson, compareBytes, fail, type Interval, type Usage } from '@farthing/core'

/** A year of quarter hours in 28 groups. */
const maxBuckets = 1_000_000

/**
 * Checks that usage belongs to the subscription, lies inside the interval and counts nothing twice; at most 1,000,000 buckets.
 * O(n log n).
 *
 * @throws `rating.usage_outside` and `rating.usage_overlaps`, naming the entry; `rating.too_large`
 */
export function checkUsage(usage: readonly Usage[], subscription: string, interval: Interval | undefined): void {
  if (usage.length > maxBuckets) {
    fail('rating.too_large', { field: 'usage', because: `has ${usage.length} buckets`, facts: { buckets: usage.length, maxBuckets } })
  }
  for (const [index, each] of usage.entries()) {
    const field = `usage[${index}]`
    if (each.subscription !== subscription) {
      refuseOutside(`${field}.subscription`, `is ${JSON.stringify(each.subscription)} and not ${JSON.stringify(subscription)}`)
    }
    if (interval === undefined) {
      refuseOutside(field, `of meter ${each.meter} lies in a period in which the subscription does not run`)
    }
    if (compareBytes(each.from, interval.from) < 0 || compareBytes(each.to, interval.to) > 0) {
      refuseOutside(field, `of meter ${each.meter} runs from ${each.from} to ${each.to}, but ${interval.from} to ${interval.to} is rated`)
    }
  }
  refuseOverlaps(usage)
}

function refuseOutside(field: string, because: string): never {
  return fail('rating.usage_outside', { field, because })
}

function refuseOverlaps(usage: readonly Usage[]): void {
  const placed = usage.map((each, index) => ({ ...each, index, group: canonicalJson([each.meter, each.dimensions]) }))
  placed.sort((a, b) => compareBytes(a.group, b.group) || compareBytes(a.from, b.from) || compareBytes(a.to, b.to))
  for (const [position, each] of placed.entries()) {
    const before = placed[position - 1]
    if (before === undefined || before.group !== each.group || compareBytes(before.to, each.from) <= 0) continue
    fail('rating.usage_overlaps', {
      field: `usage[${each.index}]`,
      because: `of meter ${each.meter} starts at ${each.from}, before usage[${before.index}] of the same group ends at ${before.to}`,
      facts: { meter: each.meter, from: each.from, other: before.index },
    })
  }
}
