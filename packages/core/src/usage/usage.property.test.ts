import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectiveEvents } from '../events/effective-events.js'
import type { UsageEvent } from '../events/usage-event.js'
import { canonicalJson } from '../evidence/canonical-json.js'
import type { Json } from '../evidence/json.js'
import type { Meter } from '../meters/meter.js'
import { addAll } from '../money/arithmetic.js'
import { calendarGrid } from '../time/calendar-grid.js'
import { periodsIn } from '../time/periods-in.js'
import type { Interval } from '../time/time-type.js'
import { arbitraryInstant, arbitraryReports } from '../testing/arbitrary-events.js'
import { arbitraryMeter } from '../testing/arbitrary-meters.js'
import { assertBatchFree, assertOrderFree, assertReplayFree } from '../testing/event-laws.js'
import { windowsOf, type WindowUnit } from '../windows/windows-of.js'
import { addToTally } from './add-to-tally.js'
import { aggregateUsage } from './aggregate-usage.js'
import { mergeUsage, mergeUsageByWindow } from './merge-usage.js'
import type { SubscriptionCandidate } from './resolve-subscription.js'
import { startTally } from './start-tally.js'
import type { TallyResult } from './tally.js'
import { slowUsage } from './test/slow-usage.js'
import { usageDigest } from './usage-digest.js'
import { usageOf } from './usage-of.js'
import type { Usage, UsageBucket } from './usage-type.js'

const runs = { numRuns: 1_000 }
const week: Interval = { from: '2026-10-22T00:00:00.000000Z', to: '2026-10-29T00:00:00.000000Z' }
const meters: { readonly [meter: string]: Meter } = {
  tokens: { event: 'llm.tokens', aggregation: 'sum', value: 'count', by: ['model', 'region'] },
  calls: { event: 'llm.tokens', aggregation: 'count', filter: [{ path: 'region', equals: 'eu' }] },
}
const subscriptions: readonly SubscriptionCandidate[] = [
  { id: 's1', account: 'acme', subjects: ['acme'], from: '2026-10-01T00:00:00.000000Z', cuts: ['2026-10-24T22:00:00.000000Z', '2026-10-26T10:07:00.000001Z'] },
  { id: 's2', account: 'bolt', subjects: ['bolt'], from: '2026-10-23T12:01:00.000000Z', to: '2026-10-27T08:59:59.999999Z', meters: ['tokens'] },
]
const reports = arbitraryReports({ subscriptions: ['s1', 's2', 'ghost'] })
const contradicted = arbitraryReports({ conflicts: true })
/** Many events to a bucket. */
const crowded = arbitraryReports({ within: { from: '2026-10-26T10:00:00.000000Z', to: '2026-10-26T10:20:00.000000Z' }, types: ['llm.tokens'], subjects: ['acme'] })

const anyMeters = fc.dictionary(fc.constantFrom('tokens', 'scans', '__proto__', 'constructor'), arbitraryMeter(), { minKeys: 1, noNullPrototype: true })
const anySubscriptions = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('s1', 's2', 's3', '__proto__'),
    account: fc.constant('a'),
    subjects: fc.constantFrom(['acme'], ['bolt'], ['acme'], ['bolt'], ['acme', 'bolt']),
    from: fc.constantFrom('2026-10-01T00:00:00.000000Z', '2026-10-23T12:01:00.000000Z'),
    to: fc.constantFrom('2026-10-25T01:00:00.000000Z', '2026-10-27T08:59:59.999999Z'),
    meters: fc.subarray(['tokens', 'scans', '__proto__'], { minLength: 1 }),
    cuts: fc.array(arbitraryInstant(), { maxLength: 3 }).map((cuts) => cuts.toSorted()),
  }, { requiredKeys: ['id', 'account', 'subjects', 'from'], noNullPrototype: true }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
)

describe('usage', () => {
  test('equals that of a slow second implementation, for any meters and subscriptions', () => {
    let quantities = 0
    fc.assert(fc.property(arbitraryReports({ conflicts: true, subscriptions: ['s1', 's2'] }), anyMeters, anySubscriptions, (given, anyMeter, candidates) => {
      const { buckets } = aggregateUsage(given, { meters: anyMeter, subscriptions: candidates })
      const byKey = new Map(buckets.map((bucket) => [keyOf(bucket, anyMeter[bucket.meter]?.by ?? []), `${bucket.quantity} of ${bucket.events}`]))
      expect(sorted(byKey)).toEqual(sorted(slowUsage(given, anyMeter, candidates)))
      quantities += buckets.length
    }), { numRuns: 2_000 })
    expect(quantities, 'the histories are not empty ones').toBeGreaterThan(500)
  })

  test('I-ORDER: no order of reports changes it, byte for byte', () => {
    assertOrderFree({ inputs: fc.oneof(reports, crowded), outcome: (given) => json(aggregateUsage(given, { meters, subscriptions })) })
  })

  test('I-ORDER: a tally that takes any order gives what one in the order of identities gives', () => {
    fc.assert(fc.property(crowded, fc.infiniteStream(fc.nat()), (given, chance) => {
      const { effective } = effectiveEvents(given)
      const shuffled = effective.map((item) => ({ item, place: chance.next().value as number })).sort((a, b) => a.place - b.place).map(({ item }) => item)
      const [ordered, any] = [startTally({ meters, subscriptions }), startTally({ meters, subscriptions, order: 'any' })]
      for (const item of effective) addToTally(ordered, item)
      for (const item of shuffled) addToTally(any, item)
      expect(canonicalJson(json(usageOf(any)))).toBe(canonicalJson(json(usageOf(ordered))))
    }), runs)
  })

  test('I-REPLAY: repeats change nothing but their count', () => {
    assertReplayFree({
      inputs: contradicted,
      outcome: (given) => {
        const { buckets, census } = aggregateUsage(given, { meters, subscriptions })
        return json({ buckets, census })
      },
    })
  })

  test('I-BATCH: a tally that is read between batches ends where one does that is not', () => {
    assertBatchFree({
      inputs: reports.map((given) => effectiveEvents(given).effective),
      outcome: (batches) => {
        const tally = startTally({ meters, subscriptions })
        for (const batch of batches) {
          for (const item of batch) addToTally(tally, item)
          usageOf(tally)
        }
        return json(usageOf(tally))
      },
    })
  })

  test('I-CENSUS: every event and every reading is accounted for', () => {
    fc.assert(fc.property(arbitraryReports({ subscriptions: ['s1', 's2'] }), anyMeters, anySubscriptions, (given, anyMeter, candidates) => {
      const { effective } = effectiveEvents(given)
      const tally = startTally({ meters: anyMeter, subscriptions: candidates })
      const returned = effective.map((item) => addToTally(tally, item))
      const { census, buckets, quarantined, unattached } = usageOf(tally)
      expect(census.events).toBe(effective.length)
      expect(census.readings).toBe(census.metered + census.quarantined + census.unattached + census.notMetered)
      expect(census.metered).toBe(buckets.reduce((events, bucket) => events + bucket.events, 0))
      expect(census.quarantined).toBe(quarantined.length)
      expect(census.unattached).toBe(unattached.length)
      expect(returned.flatMap((each) => each.quarantined)).toHaveLength(census.quarantined)
      expect(returned.flatMap((each) => each.unattached)).toHaveLength(census.unattached)
    }), runs)
  })

  test('I-ONEWINDOW: buckets of a group do not overlap and hold each event once', () => {
    fc.assert(fc.property(reports, (given) => {
      const { buckets, census } = aggregateUsage(given, { meters, subscriptions })
      const seen = new Map<string, UsageBucket>()
      for (const bucket of buckets) {
        const group = canonicalJson([bucket.subscription, bucket.meter, bucket.dimensions])
        const before = seen.get(group)
        expect(before === undefined || before.to <= bucket.from).toBe(true)
        seen.set(group, bucket)
      }
      expect(buckets.reduce((events, { events: held }) => events + held, 0)).toBe(census.metered)
    }), runs)
  })

  test('T-PROTO: Object.prototype stays as it was', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).sort()
    fc.assert(fc.property(reports, anyMeters, anySubscriptions, (given, anyMeter, candidates) => {
      aggregateUsage(given, { meters: anyMeter, subscriptions: candidates })
      expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before)
    }), runs)
  })
})

describe('mergeUsage', () => {
  const units: readonly WindowUnit[] = ['hour', 'day', 'week', 'month']
  const windowing = fc.record({ unit: fc.constantFrom(...units), zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns') })

  test('I-MERGE: windows of any unit and zone hold what aggregating their events directly gives', () => {
    fc.assert(fc.property(reports, windowing, (given, { unit, zone }) => {
      const uncut = subscriptions.map((subscription) => ({ ...subscription, cuts: [] }))
      const events = effectiveEvents(given).effective.map(({ event }) => event)
      const { buckets } = aggregateUsage(events, { meters, subscriptions: uncut })
      const windows = windowsOf(unit, week, zone)
      const direct = windows.flatMap((window) => {
        const inside = events.filter(({ time }) => window.from <= time && time < window.to)
        return inside.length === 0 ? [] : totals(aggregateUsage(inside, { meters, subscriptions: uncut }).buckets, window)
      })
      expect(mergeUsageByWindow(buckets, windows).map(withoutEvidence).sort(byJson)).toEqual(direct.sort(byJson))
    }), runs)
  })

  test('I-MERGE: a window merged over some dimensions is the sum over the others', () => {
    fc.assert(fc.property(reports, fc.subarray(['model', 'region']), (given, by) => {
      const { buckets } = aggregateUsage(given, { meters: { tokens: meters['tokens']! }, subscriptions })
      const merged = mergeUsage(buckets, week, { by })
      expect(addAll(merged.map(({ quantity }) => quantity))).toBe(addAll(buckets.map(({ quantity }) => quantity)))
      for (const usage of merged) {
        const same = buckets.filter((bucket) => bucket.subscription === usage.subscription && by.every((name) => bucket.dimensions[name] === usage.dimensions[name]))
        expect(usage.quantity).toBe(addAll(same.map(({ quantity }) => quantity)))
        expect(Object.keys(usage.dimensions)).toEqual(by)
      }
    }), runs)
  })

  test('I-GROUPS: the sum over groups is the ungrouped quantity', () => {
    const grouped: Meter = { event: 'llm.tokens', aggregation: 'sum', value: 'count', by: ['model', 'route.name'] }
    const ungrouped: Meter = { event: 'llm.tokens', aggregation: 'sum', value: 'count' }
    // Groups that break a meter are left out, so that both read the same events.
    const readable = (events: readonly UsageEvent[]) => events.filter(({ data }) => typeof data?.['model'] !== 'object')
    fc.assert(fc.property(reports.map(readable), (given) => {
      const byMeter = (meter: Meter) => addAll(mergeUsage(aggregateUsage(given, { meters: { tokens: meter }, subscriptions }).buckets, week, { by: [] }).map(({ quantity }) => quantity))
      expect(byMeter(grouped)).toBe(byMeter(ungrouped))
    }), runs)
  })

  test('depends on no order of buckets', () => {
    const cases = reports.map((given) => aggregateUsage(given, { meters, subscriptions }).buckets)
    const periods = periodsIn(calendarGrid('day', 'Europe/Berlin'), week)
    assertOrderFree({ inputs: cases, outcome: (buckets) => json(mergeUsageByWindow(buckets, periods)) })
    assertOrderFree({ inputs: cases, outcome: (buckets) => usageDigest(buckets) })
  })
})

/** Quantity by group, by the arithmetic of money instead of aggregation states. */
function totals(buckets: readonly Usage[], window: Interval): readonly object[] {
  const groups = new Map<string, Usage[]>()
  for (const bucket of buckets) {
    const key = canonicalJson([bucket.subscription, bucket.meter, bucket.dimensions])
    groups.set(key, [...(groups.get(key) ?? []), bucket])
  }
  return [...groups.values()].map((group) => withoutEvidence({
    ...group[0]!,
    from: window.from,
    to: window.to,
    quantity: addAll(group.map(({ quantity }) => quantity)),
    events: group.reduce((events, usage) => events + usage.events, 0),
  }))
}

function withoutEvidence({ subscription, meter, dimensions, from, to, quantity, events }: Usage): object {
  return { subscription, meter, dimensions, from, to, quantity, events }
}

function keyOf({ subscription, meter, dimensions, from, to }: Usage, by: readonly string[]): string {
  return JSON.stringify([subscription, meter, by.map((name) => dimensions[name]), from, to])
}

function sorted(entries: ReadonlyMap<string, string>): readonly string[] {
  return [...entries].map(([key, value]) => `${key} ${value}`).sort()
}

function byJson(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}

function json(value: TallyResult | object): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}
