import { canonicalJson } from '../evidence/canonical-json.js'
import { compareBytes } from '../evidence/compare-bytes.js'
import { measureOf, quantityOf } from '../meters/quantity-of.js'
import type { BucketTally, GroupTally, MeterTally, RefusedUsage, Tally, TallyResult } from './tally.js'
import type { UsageBucket } from './usage-type.js'

/**
 * The usage of all events added so far, on the stored grid, and an account of every event that is not in it.
 *
 * Depends on the set of events only, not on their order (up to 1,000 set aside of a kind). Leaves the tally as it is: more may be added.
 */
export function usageOf(tally: Tally): TallyResult {
  const keyed: { readonly key: string; readonly bucket: UsageBucket }[] = []
  const refused: RefusedUsage[] = []
  for (const meter of [...tally.byEventType.values()].flat()) {
    for (const [subscription, { groups, overflow, readings }] of meter.subscriptions) {
      if (overflow !== undefined) refused.push({ subscription, meter: meter.name, readings, failure: overflow })
      for (const group of groups.values()) {
        for (const bucket of group.buckets.values()) keyed.push(closed(meter, subscription, group, bucket))
      }
    }
  }
  keyed.sort((a, b) => compareBytes(a.bucket.subscription, b.bucket.subscription) || compareBytes(a.bucket.meter, b.bucket.meter) || compareBytes(a.key, b.key))
  const buckets = keyed.map(({ bucket }) => bucket)
  refused.sort((a, b) => compareBytes(a.subscription, b.subscription) || compareBytes(a.meter, b.meter))
  const metered = buckets.reduce((events, bucket) => events + bucket.events, 0)
  const { events, unmatched, unattached, notMetered } = tally.counts
  const quarantined = refused.reduce((readings, usage) => readings + usage.readings, tally.counts.quarantined)
  return {
    buckets,
    refused,
    quarantined: tally.quarantined.toSorted(byIdentity),
    unattached: tally.unattached.toSorted(byIdentity),
    census: { events, unmatched, readings: metered + quarantined + unattached + notMetered, metered, quarantined, unattached, notMetered },
  }
}

function closed(meter: MeterTally, subscription: string, { dimensions }: GroupTally, bucket: BucketTally): { readonly key: string; readonly bucket: UsageBucket } {
  const state = bucket.accumulator.state()
  const { from, to } = bucket.interval
  return {
    key: `${canonicalJson(dimensions)}${from}`,
    bucket: {
      subscription,
      meter: meter.name,
      dimensions,
      from,
      to,
      quantity: quantityOf(meter.meter, meter.aggregation, state, bucket.interval),
      events: bucket.events,
      evidence: bucket.evidence.root(),
      ...measureOf(meter.meter),
      state,
    },
  }
}

function byIdentity(a: { readonly identity: string; readonly meter: string }, b: { readonly identity: string; readonly meter: string }): number {
  return compareBytes(a.identity, b.identity) || compareBytes(a.meter, b.meter)
}
