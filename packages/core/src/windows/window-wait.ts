import { durationMs, type Duration } from '../time/parse-duration.js'
import { firstInstant, shiftInstant } from '../time/shift-instant.js'
import type { Instant } from '../time/time-type.js'
import type { LatenessPolicy, WatermarkPolicy } from './lateness-policy.js'
import { slowestOf } from './source-watermarks.js'
import type { WindowingState } from './windowing-state.js'

/** Where a source stood. */
export interface SourcePosition {
  /** Empty for all those that the policy does not tell apart. */
  readonly source: string
  readonly upTo: Instant
}

/** Why a window was closed: what it waited for on one meter, and who kept it waiting. */
export interface WindowWait {
  readonly meter: string
  readonly policy: WatermarkPolicy['kind']
  readonly grace: Duration
  /** The watermark of the meter: at or after the end of the window and the grace. */
  readonly watermark: Instant
  /** The clock at which it stood there. */
  readonly at: Instant
  /** The source that was least far, and up to when it was. */
  readonly slowest?: SourcePosition
  /** Sources that had not said to be complete up to the end and the grace, and were given up at the deadline; with what they had said. */
  readonly behind: readonly SourcePosition[]
}

/** What a window that ends at `end` waited for, as the state stands. */
export function waitOf(end: Instant, { meter, watermark, clock, sources }: WindowingState, policy: LatenessPolicy): WindowWait {
  const { watermark: { kind }, grace = 'PT0S' } = policy
  const needed = shiftInstant(end, durationMs(grace))
  const slowest = slowestOf(sources)
  return {
    meter,
    policy: kind,
    grace,
    watermark,
    at: clock,
    ...(slowest === undefined ? {} : { slowest: { source: slowest.source, upTo: slowest.upTo } }),
    behind: kind !== 'source' ? [] : sources.flatMap(({ source, declared = firstInstant }) => (declared < needed ? [{ source, upTo: declared }] : [])),
  }
}
