import type { Instant } from '@farthing/core'
import type { ChainLink } from '../chain/chain-link.js'
import type { LedgerTransaction } from '../ledger-transaction.js'

/** A moment of the book: what was booked by then, what was chained by then, or both. */
export interface BookMoment {
  /** Included. */
  readonly bookedAt?: Instant
  /** Included: transactions up to this place of the chain. */
  readonly sequence?: number
}

/**
 * The book as it was: transactions booked at or before an instant, and at or before a place of the chain.
 *
 * By place it is the order of commits, which no clock can change; what is not chained has no place and is left out then.
 */
export function bookAsOf(
  transactions: Iterable<LedgerTransaction>,
  { bookedAt, sequence }: BookMoment,
  links: readonly ChainLink[] = [],
): readonly LedgerTransaction[] {
  const reached = sequence === undefined ? undefined : new Set(links.filter((link) => link.sequence <= sequence).map((link) => link.transaction))
  return [...transactions].filter((transaction) => {
    if (bookedAt !== undefined && transaction.bookedAt > bookedAt) return false
    return reached === undefined || reached.has(transaction.id)
  })
}
