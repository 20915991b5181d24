import type { Instant } from '@farthing/core'

/** Whose records are listed. Conditions that must hold together. */
export interface AccountScope {
  readonly account?: string
  /** Of one of these accounts; of none where it is empty. Up to 10,000. */
  readonly accounts?: readonly string[]
}

/** From when the records are that are listed, by the time that orders them. */
export interface TimeScope {
  /** Inclusive. */
  readonly since?: Instant
  /** Exclusive. */
  readonly until?: Instant
}
