import type { Digest, Hash } from '@farthing/core'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { recordHashOf } from '../transaction-identity.js'
import { linkHashOf, startChain, type ChainHead, type ChainLink } from './chain-link.js'

/** What is wrong at a place of a chain. */
export type ChainProblem =
  | 'out_of_sequence'
  | 'link_altered'
  | 'link_detached'
  | 'transaction_missing'
  | 'transaction_altered'
  | 'transaction_repeated'
  | 'anchor_differs'
  | 'tail_cut'

export type ChainVerification =
  | {
      readonly verified: true
      readonly head: ChainHead
      /** Ids of transactions that are in the book and not in the chain yet, in the order given. */
      readonly unchained: readonly Hash[]
    }
  | {
      readonly verified: false
      /** The first bad place. */
      readonly sequence: number
      readonly problem: ChainProblem
    }

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
  const anchored = new Map(anchors.map(({ sequence, hash }) => [sequence, hash]))
  const chained = new Set<Hash>()
  let head = startChain(tenant, digest)
  if (!agrees(anchored, head)) return { verified: false, sequence: 0, problem: 'anchor_differs' }
  for (const link of links) {
    const sequence = head.sequence + 1
    const problem = problemOf(link, head, digest) ?? problemOfRecord(link, book.get(link.transaction), digest)
    if (problem !== undefined) return { verified: false, sequence, problem }
    if (chained.has(link.transaction)) return { verified: false, sequence, problem: 'transaction_repeated' }
    chained.add(link.transaction)
    head = { tenant, sequence, hash: link.hash }
    if (!agrees(anchored, head)) return { verified: false, sequence, problem: 'anchor_differs' }
  }
  if (anchors.some(({ sequence }) => sequence > head.sequence)) return { verified: false, sequence: head.sequence + 1, problem: 'tail_cut' }
  return { verified: true, head, unchained: [...book.keys()].filter((id) => !chained.has(id)) }
}

function problemOf(link: ChainLink, { tenant, sequence, hash }: ChainHead, digest: Digest | undefined): ChainProblem | undefined {
  if (link.sequence !== sequence + 1 || link.tenant !== tenant) return 'out_of_sequence'
  if (link.previous !== hash) return 'link_detached'
  return linkHashOf(link, digest) === link.hash ? undefined : 'link_altered'
}

function problemOfRecord({ recordHash }: ChainLink, found: readonly LedgerTransaction[] | undefined, digest: Digest | undefined): ChainProblem | undefined {
  const [transaction, ...others] = found ?? []
  if (transaction === undefined) return 'transaction_missing'
  if (others.length > 0) return 'transaction_repeated'
  return recordHashOf(transaction, digest) === recordHash ? undefined : 'transaction_altered'
}

function agrees(anchored: ReadonlyMap<number, Hash>, { sequence, hash }: ChainHead): boolean {
  const anchor = anchored.get(sequence)
  return anchor === undefined || anchor === hash
}
