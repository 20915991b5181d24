import type { Instant } from '@farthing/core'

/** Where the engine learns the time. The pure packages never ask; they are told. */
export interface Clock {
  /** Now, at microsecond resolution or coarser. May stand still; may go backwards after a restart. */
  now(): Instant
}
