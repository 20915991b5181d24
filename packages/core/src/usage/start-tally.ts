import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import { sha256 } from '../evidence/digest.js'
import type { AggregationTable } from '../meters/aggregation.js'
import { aggregations as builtIn } from '../meters/aggregations.js'
import { checkMeter } from '../meters/check-meter.js'
import { findAggregation } from '../meters/find-aggregation.js'
import { meterReader } from '../meters/read-meter.js'
import type { Instant } from '../time/time-type.js'
import { orderedEvidence, sortedEvidence } from './bucket-evidence.js'
import type { SubscriptionCandidate } from './resolve-subscription.js'
import type { MeterTally, Tally, TallyDefinition } from './tally.js'

/** Groups that a meter has at most, where neither it nor the tally says. */
export const defaultMaxGroups = 10_000

/**
 * Starts a fold of events into usage: `addToTally` for each event, then `usageOf`.
 *
 * Memory grows with groups and buckets, not with events (see `order`).
 *
 * @throws `meter.invalid` for a bad meter, `subscription.invalid` when two subscriptions share an id.
 */
export function startTally(definition: TallyDefinition): Tally {
  const { order = 'identity', maxGroups = defaultMaxGroups, digest = sha256, aggregations = builtIn } = definition
  return {
    byEventType: metersByEventType(definition, aggregations),
    bySubject: subscriptionsBySubject(definition.subscriptions),
    byId: subscriptionsById(definition.subscriptions),
    cuts: new Map(definition.subscriptions.map((subscription) => [subscription.id, cutsOf(subscription)])),
    order,
    maxGroups,
    startEvidence: order === 'identity' ? orderedEvidence(digest) : sortedEvidence(digest),
    intervals: new Map(),
    quarantined: [],
    unattached: [],
    counts: { events: 0, unmatched: 0, quarantined: 0, unattached: 0, notMetered: 0 },
    lastIdentity: '',
  }
}

function metersByEventType(definition: TallyDefinition, aggregations: AggregationTable): Map<string, MeterTally[]> {
  const byEventType = new Map<string, MeterTally[]>()
  for (const name of Object.keys(definition.meters)) {
    checkText(name, { field: 'meters' })
    const meter = definition.meters[name]
    if (meter === undefined) continue
    checkMeter(meter, `meters.${name}`, aggregations)
    const aggregation = findAggregation(meter, aggregations, `meters.${name}.aggregation`)
    const tallies = byEventType.get(meter.event) ?? []
    tallies.push({ name, meter, aggregation, read: meterReader(meter, aggregation), subscriptions: new Map() })
    byEventType.set(meter.event, tallies)
  }
  return byEventType
}

function subscriptionsById(subscriptions: readonly SubscriptionCandidate[]): Map<string, SubscriptionCandidate> {
  const byId = new Map<string, SubscriptionCandidate>()
  for (const subscription of subscriptions) {
    if (byId.has(subscription.id)) fail('subscription.invalid', { field: 'subscriptions', because: `has ${JSON.stringify(subscription.id)} twice` })
    byId.set(subscription.id, subscription)
  }
  return byId
}

function subscriptionsBySubject(subscriptions: readonly SubscriptionCandidate[]): Map<string, SubscriptionCandidate[]> {
  const bySubject = new Map<string, SubscriptionCandidate[]>()
  for (const subscription of subscriptions) {
    for (const subject of new Set(subscription.subjects)) {
      const sharing = bySubject.get(subject) ?? []
      sharing.push(subscription)
      bySubject.set(subject, sharing)
    }
  }
  return bySubject
}

function cutsOf({ from, to, cuts = [] }: SubscriptionCandidate): readonly Instant[] {
  return [from, ...cuts, ...(to === undefined ? [] : [to])].sort()
}
