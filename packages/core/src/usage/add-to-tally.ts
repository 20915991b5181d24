import { assertInvariant } from '../errors/assert-invariant.js'
import { failure, failureOf, type Failure } from '../errors/failure.js'
import type { IdentifiedEvent } from '../events/effective-events.js'
import type { UsageEvent } from '../events/usage-event.js'
import type { Accumulator, AnyAggregation } from '../meters/aggregation.js'
import type { Hash } from '../evidence/digest.js'
import type { Json } from '../evidence/json.js'
import type { Dimensions } from '../meters/meter.js'
import type { Reading } from '../meters/read-meter.js'
import type { Instant, Interval } from '../time/time-type.js'
import { bucketAt, isOnGrid, pieceStart } from '../windows/bucket.js'
import { withoutEvidence } from './bucket-evidence.js'
import { resolveSubscription, type Attribution, type SubscriptionCandidate } from './resolve-subscription.js'
import type { BucketTally, GroupTally, MeterTally, QuarantinedReading, SetAside, SubscriptionTally, Tally, UnattachedReading } from './tally.js'

const keptPerList = 1_000
const nothing: SetAside = { quarantined: [], unattached: [] }

/**
 * Adds one effective event to a tally, on every meter that reads it, and returns what could not be taken.
 *
 * An event that breaks a meter is quarantined for that meter and counts on the others. Each identity comes once (fold duplicates,
 * amendments and voids away first: a store's scan and `effectiveEvents` do), in increasing order unless the tally takes `any`.
 */
export function addToTally(tally: Tally, item: IdentifiedEvent): SetAside {
  if (tally.order === 'identity') {
    assertInvariant(item.identity > tally.lastIdentity, 'events reach a tally once each, in the order of their identities')
    tally.lastIdentity = item.identity
  }
  tally.counts.events += 1
  let matched = false
  let setAside = nothing
  for (const meter of tally.byEventType.get(item.event.type) ?? []) {
    const outcome = readOutcome(meter, item.event)
    if (outcome === undefined) continue
    matched = true
    const refused = attribute(tally, meter, item, outcome)
    if (refused !== undefined) setAside = joined(setAside, refused)
  }
  if (!matched) tally.counts.unmatched += 1
  return setAside
}

type Outcome = { readonly reading: Reading } | { readonly failure: Failure }

function readOutcome(meter: MeterTally, event: UsageEvent): Outcome | undefined {
  try {
    const reading = meter.read(event)
    return reading === undefined ? undefined : { reading }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

function attribute(tally: Tally, meter: MeterTally, item: IdentifiedEvent, outcome: Outcome): Partial<SetAside> | undefined {
  const { subscription, unattached } = resolve(tally, item.event, meter.name)
  if (subscription === undefined) {
    if (unattached === 'not_metered') {
      tally.counts.notMetered += 1
      return undefined
    }
    tally.counts.unattached += 1
    const reading: UnattachedReading = { ...referenceTo(item), meter: meter.name, reason: unattached }
    if (tally.unattached.length < keptPerList) tally.unattached.push(reading)
    return { unattached: [reading] }
  }
  if (!isAsked(subscription, item.event.time)) {
    tally.counts.notMetered += 1
    return undefined
  }
  const problem = 'failure' in outcome ? outcome.failure : keep(tally, meter, subscription.id, item, outcome.reading)
  if (problem === undefined) return undefined
  tally.counts.quarantined += 1
  const reading: QuarantinedReading = { ...referenceTo(item), subscription: subscription.id, meter: meter.name, failure: problem }
  if (tally.quarantined.length < keptPerList) tally.quarantined.push(reading)
  return { quarantined: [reading] }
}

function isAsked({ asked }: SubscriptionCandidate, at: Instant): boolean {
  return asked === undefined || (asked.from <= at && at < asked.to)
}

function resolve(tally: Tally, event: UsageEvent, meter: string): Attribution {
  if (event.subscription === undefined) return resolveSubscription(event, tally.bySubject.get(event.subject) ?? [], meter)
  const named = tally.byId.get(event.subscription)
  return resolveSubscription(event, named === undefined ? [] : [named], meter)
}

/** Puts a reading into its bucket; the failure when it can have none. Readings of overflowed usage are only counted. */
function keep(tally: Tally, meter: MeterTally, subscription: string, item: IdentifiedEvent, reading: Reading): Failure | undefined {
  const { time } = item.event
  if (!isOnGrid(time)) return failure('time.out_of_range', { field: 'time', because: `is ${time}, in the last quarter hour of the time line` })
  const usage = opened(meter.subscriptions, subscription, () => ({ groups: new Map(), readings: 0, overflow: undefined }))
  usage.readings += 1
  const group = groupFor(tally, meter, subscription, usage, reading.dimensions)
  if (group === undefined) return undefined
  const cuts = tally.cuts.get(subscription) ?? []
  const { grid } = meter.meter
  const bucket = group.buckets.get(pieceStart(time, cuts, grid)) ?? openBucket(tally, meter, group, bucketAt(time, cuts, grid))
  try {
    bucket.accumulator.add(reading.value, item.event)
  } catch (error) {
    refuseAll(usage, refusalOf(failureOf(error), meter.name, subscription))
    return undefined
  }
  bucket.evidence.add(item)
  bucket.events += 1
  return undefined
}

/** A state that is too large is too large in any order of its events. */
function refusalOf({ code, message, facts }: Failure, meter: string, subscription: string): Failure {
  const because = `holds too much for subscription ${JSON.stringify(subscription)}: ${message}`
  return failure(code, { field: `meters.${meter}`, because, facts: { ...facts, subscription, meter } })
}

function refuseAll(usage: SubscriptionTally, overflow: Failure): void {
  usage.groups.clear()
  usage.overflow = overflow
}

/**
 * The group of a reading, opened at need; `undefined` when the usage has too many. Refusing only the groups above the bound would let the
 * order of events decide which ones are billed, so all of the usage is refused.
 */
function groupFor(tally: Tally, meter: MeterTally, subscription: string, usage: SubscriptionTally, dimensions: Dimensions): GroupTally | undefined {
  if (usage.overflow !== undefined) return undefined
  const group = opened(usage.groups, groupKey(meter.meter.by ?? [], dimensions), () => ({ dimensions, buckets: new Map() }))
  const maxGroups = meter.meter.maxGroups ?? tally.maxGroups
  if (usage.groups.size <= maxGroups) return group
  refuseAll(usage, failure('meter.too_many_groups', {
    field: `meters.${meter.name}.by`,
    because: `makes more than ${maxGroups} groups for subscription ${JSON.stringify(subscription)}`,
    facts: { subscription, meter: meter.name, maxGroups },
  }))
  return undefined
}

/** Injective: each value stands behind its length. */
function groupKey(names: readonly string[], dimensions: Dimensions): string {
  let key = ''
  for (const name of names) {
    const value = dimensions[name] ?? null
    key += value === null ? '-' : `${value.length}:${value}`
  }
  return key
}

function openBucket(tally: Tally, { aggregation, meter }: MeterTally, group: GroupTally, at: Interval): BucketTally {
  // All groups have their buckets at the same few times: one text for each halves a tally's memory.
  const interval = opened(tally.intervals, `${at.from}/${at.to}`, () => at)
  const bucket: BucketTally = {
    interval,
    accumulator: aggregation.accumulate?.() ?? plainAccumulator(aggregation),
    evidence: meter.evidence === 'none' ? withoutEvidence : tally.startEvidence(),
    events: 0,
  }
  group.buckets.set(interval.from, bucket)
  return bucket
}

function plainAccumulator(aggregation: AnyAggregation): Accumulator<Json, Json> {
  let state = aggregation.zero
  return {
    add(value, event) {
      state = aggregation.add(state, value, event)
    },
    state: () => state,
  }
}

function opened<K, V>(map: Map<K, V>, key: K, open: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const value = open()
  map.set(key, value)
  return value
}

function referenceTo({ identity, event }: IdentifiedEvent): { readonly identity: Hash; readonly source: string; readonly id: string } {
  return { identity, source: event.source, id: event.id }
}

function joined(a: SetAside, b: Partial<SetAside>): SetAside {
  return { quarantined: [...a.quarantined, ...(b.quarantined ?? [])], unattached: [...a.unattached, ...(b.unattached ?? [])] }
}
