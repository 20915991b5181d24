import type { Hash } from '../evidence/digest.js'
import type { Json } from '../evidence/json.js'
import type { Dimensions } from '../meters/meter.js'
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
  /** Merkle root over those events in identity order, or over the roots of the buckets that were merged. */
  readonly evidence: Hash
}

/**
 * Usage on the stored grid: a quarter hour, or a piece of one that a boundary cuts. Holds the state of its aggregation, so that it merges
 * into any window; what was merged is plain {@link Usage} and merges no further.
 */
export interface UsageBucket extends Usage {
  readonly aggregation: string
  readonly state: Json
}

/** What a computation could see: the events inside a cut. */
export interface KnownAt {
  /** Opaque token of what was stored at that moment; it decides. */
  readonly cut: string
  /** Wall-clock time of the cut, for display. */
  readonly at: string
}
