import type { Failure } from '../errors/failure.js'
import type { Digest, Hash } from '../evidence/digest.js'
import type { Json } from '../evidence/json.js'
import type { Accumulator, AggregationTable, AnyAggregation } from '../meters/aggregation.js'
import type { Dimensions, Meter } from '../meters/meter.js'
import type { MeterReader } from '../meters/read-meter.js'
import type { Instant, Interval } from '../time/time-type.js'
import type { BucketEvidence, EvidenceMaker } from './bucket-evidence.js'
import type { SubscriptionCandidate, UnattachedReason } from './resolve-subscription.js'
import type { UsageBucket } from './usage-type.js'

/** What to meter, and for whom. */
export interface TallyDefinition {
  readonly meters: { readonly [meter: string]: Meter }
  /** Every subscription that an event could mean, also those whose usage is not asked for. */
  readonly subscriptions: readonly SubscriptionCandidate[]
  /** The built-in ones unless given. */
  readonly aggregations?: AggregationTable
  /**
   * The order in which events come. `identity`, the default, is that of a store's scan: memory then grows with groups.
   * `any` gives the same result byte for byte and holds the digests of every event until the end.
   */
  readonly order?: 'identity' | 'any'
  /** Groups (dimension values) per subscription and meter, for meters that do not say themselves; 10,000 unless given. */
  readonly maxGroups?: number
  readonly digest?: Digest
}

/** A running fold of events into usage: opaque, changed in place by `addToTally`, read by `usageOf`. Serves one fold, is not stored. */
export interface Tally {
  readonly byEventType: ReadonlyMap<string, readonly MeterTally[]>
  readonly bySubject: ReadonlyMap<string, readonly SubscriptionCandidate[]>
  readonly byId: ReadonlyMap<string, SubscriptionCandidate>
  readonly cuts: ReadonlyMap<string, readonly Instant[]>
  readonly order: 'identity' | 'any'
  readonly maxGroups: number
  readonly startEvidence: EvidenceMaker
  /** Of buckets, by start and end. */
  readonly intervals: Map<string, Interval>
  readonly quarantined: QuarantinedReading[]
  readonly unattached: UnattachedReading[]
  readonly counts: TallyCounts
  lastIdentity: Hash
}

export interface MeterTally {
  readonly name: string
  readonly meter: Meter
  readonly aggregation: AnyAggregation
  readonly read: MeterReader
  readonly subscriptions: Map<string, SubscriptionTally>
}

/** Usage of one subscription on one meter. */
export interface SubscriptionTally {
  readonly groups: Map<string, GroupTally>
  readings: number
  /** Set when there are too many groups, or one holds too much; all are then forgotten, and further readings only counted. */
  overflow: Failure | undefined
}

export interface GroupTally {
  readonly dimensions: Dimensions
  /** By start. */
  readonly buckets: Map<Instant, BucketTally>
}

export interface BucketTally {
  readonly interval: Interval
  readonly accumulator: Accumulator<Json, Json>
  readonly evidence: BucketEvidence
  events: number
}

export interface TallyCounts {
  events: number
  unmatched: number
  quarantined: number
  unattached: number
  notMetered: number
}

/** An event that breaks a meter: kept apart for that meter only, with the reason. */
export interface QuarantinedReading {
  readonly identity: Hash
  readonly source: string
  readonly id: string
  readonly subscription: string
  readonly meter: string
  readonly failure: Failure
}

/** An event that a meter reads and no subscription takes. */
export interface UnattachedReading {
  readonly identity: Hash
  readonly source: string
  readonly id: string
  readonly meter: string
  readonly reason: UnattachedReason
}

/** What happened to one event on the meters that could not take it. */
export interface SetAside {
  readonly quarantined: readonly QuarantinedReading[]
  readonly unattached: readonly UnattachedReading[]
}

/** All usage of a subscription on a meter, refused as a whole so that the result does not depend on the order of events. */
export interface RefusedUsage {
  readonly subscription: string
  readonly meter: string
  readonly readings: number
  readonly failure: Failure
}

/**
 * Where everything went. A reading is an (event, meter) pair in which the meter reads events of this type and its filter passes, or breaks.
 * `readings` = `metered` + `quarantined` + `unattached` + `notMetered`.
 */
export interface TallyCensus {
  readonly events: number
  /** Events that no meter reads, voids among them. */
  readonly unmatched: number
  readonly readings: number
  /** Stand in a bucket. */
  readonly metered: number
  /** Break a meter, or belong to usage that is refused as a whole. */
  readonly quarantined: number
  readonly unattached: number
  /** Of a subscription whose plan does not read the meter, or whose usage at that time is not asked for. */
  readonly notMetered: number
}

export interface TallyResult {
  /** Ordered by subscription, meter, dimensions (as canonical JSON) and start. */
  readonly buckets: readonly UsageBucket[]
  readonly refused: readonly RefusedUsage[]
  /** The first 1,000 given, by identity and meter; the census counts all. */
  readonly quarantined: readonly QuarantinedReading[]
  /** Likewise. */
  readonly unattached: readonly UnattachedReading[]
  readonly census: TallyCensus
}
