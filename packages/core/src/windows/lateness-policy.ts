import type { Duration } from '../time/parse-duration.js'

/**
 * Up to which event time a meter counts as complete. All move with the clock that inputs carry, never with event times, so an event of the
 * future closes nothing; a day of a duration is 24 hours.
 *
 * - `bounded`: events come at most `delay` after they happen; `sources` are the ones with a delay of their own.
 * - `source`: each named source says itself up to when it is complete. One that is more than `deadline` behind the clock is no longer waited for.
 * - `adaptive`: like `bounded`, with a delay for each source that follows what was observed: at least the `percentile` of the lateness of its
 *   events (nearest rank, rounded up to the next of {@link latenessSteps}), not below `least` and not above `most`, and `most` until there are 100.
 * - `manual`: the host says it.
 */
export type WatermarkPolicy =
  | { readonly kind: 'bounded'; readonly delay: Duration; readonly sources?: readonly SourceDelay[] }
  | { readonly kind: 'source'; readonly sources: readonly string[]; readonly deadline: Duration }
  | { readonly kind: 'adaptive'; readonly percentile: number; readonly least: Duration; readonly most: Duration }
  | { readonly kind: 'manual' }

export interface SourceDelay {
  readonly source: string
  readonly delay: Duration
}

/** When windows of a meter close: once its watermark has passed their end by the grace. */
export interface LatenessPolicy {
  readonly watermark: WatermarkPolicy
  /** `PT0S` unless given. */
  readonly grace?: Duration
}

/** Windows close as soon as the clock passes their end. */
export const closeAtEnd: LatenessPolicy = { watermark: { kind: 'bounded', delay: 'PT0S' } }

/** Sources that a policy may name, and that an adaptive one keeps apart. */
export const mostSources = 1_000
