import { fail } from '../errors/failure.js'
import { describeValue } from '../errors/describe-value.js'
import { firstInstant } from '../time/shift-instant.js'
import type { Instant } from '../time/time-type.js'

/** All that the windowing of one meter remembers between two inputs. Plain JSON; grows with the sources of the meter, not with its events. */
export interface WindowingState {
  readonly format: 'windowing/1'
  readonly meter: string
  /** The latest clock of a step. A clock that is set back moves nothing back. */
  readonly clock: Instant
  /** Event time up to which the meter counts as complete: that of its slowest source. Never decreases. */
  readonly watermark: Instant
  /** Windows that end here or earlier are closed: the watermark less the grace. Never decreases. */
  readonly closedTo: Instant
  /** Ordered by UTF-8 bytes of the source. */
  readonly sources: readonly SourceProgress[]
}

/** How far one source is. */
export interface SourceProgress {
  /** As in events; empty for all those that the policy does not tell apart, and for the host. */
  readonly source: string
  /** Its watermark on this meter. Never decreases. */
  readonly upTo: Instant
  /** What it said itself. */
  readonly declared?: Instant
  /** How many of its events came how late: counts by {@link latenessSteps}, then of those later than all. */
  readonly lateness?: readonly number[]
}

/** The source of those that are not told apart. No event has it: a source is not empty. */
export const anySource = ''

/** Windowing of a meter before its first input: complete up to nothing. */
export function startWindowing(meter: string): WindowingState {
  return { format: 'windowing/1', meter, clock: firstInstant, watermark: firstInstant, closedTo: firstInstant, sources: [] }
}

/**
 * Reads a state that was stored.
 *
 * @throws `window.state_unknown` for one that another version wrote in a form that this one does not know
 */
export function readWindowingState(stored: unknown): WindowingState {
  if (isWindowingState(stored)) return stored
  const format = typeof stored === 'object' && stored !== null && 'format' in stored ? stored.format : stored
  return fail('window.state_unknown', { field: 'state.format', because: `is ${describeValue(format)}` })
}

function isWindowingState(stored: unknown): stored is WindowingState {
  if (typeof stored !== 'object' || stored === null || !('format' in stored)) return false
  return stored.format === 'windowing/1' && 'sources' in stored && Array.isArray(stored.sources)
}
