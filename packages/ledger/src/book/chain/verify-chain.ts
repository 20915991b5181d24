import type { Digest, Hash } from '@farthing/core'
import type { LedgerTransaction } from '../ledger-transaction.js'
import type { ChainHead, ChainLink } from './chain-link.js'
import { openChainCheck, type BrokenChain } from './open-chain-check.js'

export type ChainVerification =
  | {
      readonly verified: true
      readonly head: ChainHead
      /** Ids of transactions that are in the book and not in the chain yet, in the order given. */
      readonly unchained: readonly Hash[]
    }
  | BrokenChain

export interface ChainEvidence {
  readonly tenant: string
  /** As stored, by sequence. */
  readonly links: readonly ChainLink[]
  /** The whole book, in any order. */
  readonly transactions: Iterable<LedgerTransaction>
  /** Heads that were exported earlier, in any order. Without one, a tail that was cut off is not found. */
  readonly anchors?: readonly ChainHead[]
}

/**
 * Checks that a book is what was sealed: each transaction field by field, each link, and their order.
 *
 * Any single change is found at the place where it was made: in any field of a transaction or link, a removal, an insertion, two places that are
 * swapped; with an anchor also a tail that is cut off, or a whole chain that was written anew. `O(n)`.
 */
export function verifyChain({ tenant, links, transactions, anchors = [] }: ChainEvidence, digest?: Digest): ChainVerification {
  const book = new Map<Hash, LedgerTransaction[]>()
  for (const transaction of transactions) book.set(transaction.id, [...(book.get(transaction.id) ?? []), transaction])
  const check = openChainCheck({ tenant, anchors }, digest)
  for (const link of links) {
    const broken = check.next(link, book.get(link.transaction) ?? [])
    if (broken !== undefined) return broken
  }
  return check.end() ?? { verified: true, head: check.head(), unchained: [...book.keys()].filter((id) => !check.has(id)) }
}
