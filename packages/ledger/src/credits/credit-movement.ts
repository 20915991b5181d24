import type { Decimal, Instant } from '@farthing/core'
import type { CreditCause } from './burn-run.js'
import type { BurnReach } from './burn-state.js'
import type { CreditMovementKind, GrantBalance } from './grant-balance.js'

/** What a document took from a grant or gave back to it. */
export interface CreditUse {
  /** Id of the document. */
  readonly document: string
  /** Key of its line. */
  readonly line: string
}

/**
 * One entry in the journal of a grant: what changed, why, and where the grant stands after it. Append-only.
 * The first has the sequence 0, each other follows the one before, so that of two writers one finds its place taken.
 */
export interface CreditMovement extends Partial<CreditUse> {
  readonly grant: string
  readonly account: string
  readonly sequence: number
  readonly kind: CreditMovementKind
  readonly cause: CreditCause | 'document' | 'credit-note'
  /** More than zero; a voiding of a grant with nothing left is of zero. */
  readonly amount: Decimal
  /** When it counts. Never earlier than that of the movement before. */
  readonly at: Instant
  /** How much of `at` the balance covers: a document that closes a period comes before what starts then. */
  readonly reach: BurnReach
  readonly bookedAt: Instant
  /** Sequence of the consumption that a restoration takes back. */
  readonly restores?: number
  /** Set from the voiding on. */
  readonly voidedAt?: Instant
  readonly balance: GrantBalance<Decimal>
}
