import type { Hash } from '../evidence/digest.js'
import type { Json } from '../evidence/json.js'
import type { UsageAnomaly, UsagePart } from '../meters/aggregation.js'
import type { Dimensions, Measure } from '../meters/meter.js'
import type { Exact } from '../money/decimal-type.js'
import type { Interval } from '../time/time-type.js'

/** The aggregate of one window for one (subscription, meter, dimensions). */
export interface Usage extends Interval {
  readonly subscription: string
  readonly meter: string
  readonly dimensions: Dimensions
  readonly quantity: Exact
  /** How many effective events stand behind the quantity. */
  readonly events: number
  /**
   * Merkle root over those events in identity order, or over the roots of the buckets that were merged; `none` of a meter that keeps no
   * evidence. `proveEvent` and `proveBucket` prove with it.
   */
  readonly evidence: Hash
  /** What the quantity is made of, where that can be priced on its own: allocations with their price snapshots, or buckets. */
  readonly parts?: readonly UsagePart[]
  /** Events behind it that do not fit together, such as a close without open; absent when all do. */
  readonly anomalies?: readonly UsageAnomaly[]
}

/**
 * Usage on the stored grid: a quarter hour, or a piece of one that a boundary cuts. Holds the state of its aggregation, so that it merges
 * into any window; what was merged is plain {@link Usage} and merges no further.
 *
 * The quantity of a bucket is that of its own events. A level also holds through buckets without events: only merging counts that.
 */
export interface UsageBucket extends Usage, Measure {
  readonly state: Json
  /**
   * What held at the start of the bucket, where the usage before it is not at hand: made by `carryUsage`. A bucket that only carries has no events.
   */
  readonly opening?: Json
}

/** What a computation could see: the events inside a cut. */
export interface KnownAt {
  /** Opaque token of what was stored at that moment; it decides. */
  readonly cut: string
  /** Wall-clock time of the cut, for display. */
  readonly at: string
}
