import type { Hash } from '@farthing/core'
import type { ChainLink, LedgerTransaction } from '@farthing/ledger'

/** A link with the transaction that it names, as both are stored now. */
export interface ChainedTransaction {
  readonly link: ChainLink
  /** Absent where it is gone. */
  readonly transaction?: LedgerTransaction
  /** What is wrong with how it is stored, where its fields do not show it; in words. */
  readonly damage?: string
}

/** The chain over the book of one tenant: what makes tampering visible. Append-only. Proved by `chainStoreSuite`. */
export interface ChainStore {
  /**
   * Transactions that are not in the chain yet, in the order of commits: up to `limit`, from 1 to 1,000.
   *
   * Only what nothing can come before any more: not what this transaction wrote, nor what was written while an older transaction is still open.
   * What is left out now is given later, so that a chain that takes them in this order never has to insert one.
   */
  unchained(limit: number): Promise<readonly LedgerTransaction[]>
  /** The last link. */
  head(): Promise<ChainLink | undefined>
  /**
   * Adds links behind the head, in order.
   *
   * @throws `storage.conflict` when the first is not the next, when another has a place, or when a transaction is in the chain already or not in the book
   */
  append(links: readonly ChainLink[]): Promise<void>
  /** Links behind a sequence, by sequence: up to `limit`, from 1 to 1,000. */
  list(after: number, limit: number): Promise<readonly ChainedTransaction[]>
  /** Ids of transactions that cannot be: entries without a transaction, or one that stands before the head and is in no chain. Up to 100. */
  strays(): Promise<readonly Hash[]>
}
