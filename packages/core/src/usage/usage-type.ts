import type { Hash } from '../evidence/digest.js'
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
  /** Digest of the identities, revisions and fingerprints of those events, in identity order. */
  readonly evidence: Hash
}

/** What a computation could see: the events inside a cut. */
export interface KnownAt {
  /** Opaque token of what was stored at that moment; it decides. */
  readonly cut: string
  /** Wall-clock time of the cut, for display. */
  readonly at: string
}
