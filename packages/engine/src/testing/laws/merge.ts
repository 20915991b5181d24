import { aggregations, assertInvariant, canonicalJson, mergeUsage, type Interval, type Usage, type UsageBucket } from '@farthing/core'
import fc from 'fast-check'
import { arbitraryLawReports, sent } from '../arbitrary-reports.js'
import { startAll } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories, type Books } from '../try-histories.js'

/** I-MERGE. The algebra of each aggregation is held to it by `assertAggregationLaws` of `@farthing/core/testing`. */
export const mergeLaw: MeteringLaw = {
  name: 'I-MERGE: usage of two sets of events, merged, is the usage of both; windows merged are the window over them',
  check: (subject, options) =>
    tryHistories(
      subject,
      arbitraryLawReports().chain((reports) => fc.tuple(fc.constant(reports), fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }))),
      async ([reports, sides], open) => {
        const sideOf = new Map([...new Set(reports.map(identityOf))].map((identity, index) => [identity, sides[index % sides.length] ?? false]))
        const [left, right, both] = [open(), open(), open()]
        const a = await sealed(left, sent(reports.filter((report) => sideOf.get(identityOf(report)) === true)))
        const b = await sealed(right, sent(reports.filter((report) => sideOf.get(identityOf(report)) === false)))
        const all = await sealed(both, sent(reports))
        assertSame('I-MERGE: buckets of two sets', mergedByBucket([...a, ...b]), mergedByBucket(all))
        const { usage } = await both.billing.usage.current({ account: 'acme', period: '2026-10' })
        const whole: Interval = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }
        assertSame('I-MERGE: buckets of a period', mergeUsage(all, whole).map(quantities), usage.map(quantities))
      },
      options,
    ),
}

async function sealed({ billing }: Books, events: readonly unknown[]): Promise<readonly UsageBucket[]> {
  await startAll(billing)
  await billing.events.ingest(events)
  const seals = await billing.usage.seal({ account: 'acme', period: '2026-10' })
  return seals.flatMap(({ buckets }) => buckets)
}

/** States of the same bucket merged into one. */
function mergedByBucket(buckets: readonly UsageBucket[]): readonly string[] {
  const byKey = new Map<string, UsageBucket>()
  for (const bucket of buckets) {
    const key = canonicalJson([bucket.subscription, bucket.meter, bucket.dimensions, bucket.from, bucket.to])
    const before = byKey.get(key)
    const aggregation = aggregations[bucket.aggregation]
    assertInvariant(aggregation !== undefined && 'merge' in aggregation, 'the aggregation of a bucket is known')
    byKey.set(key, before === undefined ? bucket : { ...bucket, events: before.events + bucket.events, state: aggregation.merge(before.state, bucket.state) })
  }
  return [...byKey].map(([key, { state, events }]) => canonicalJson([key, state, events])).sort()
}

function quantities({ meter, dimensions, from, to, quantity, events }: Usage): object {
  return { meter, dimensions, from, to, quantity, events }
}

function identityOf({ source, id }: { readonly source: string; readonly id: string }): string {
  return JSON.stringify([source, id])
}
