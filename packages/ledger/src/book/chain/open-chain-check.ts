import type { Digest, Hash, TenantId } from '@farthing/core'
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
  | 'transaction_stray'
  | 'anchor_differs'
  | 'tail_cut'

/** Where a chain is wrong first. */
export interface BrokenChain {
  readonly verified: false
  /** The first bad place. */
  readonly sequence: number
  readonly problem: ChainProblem
}

/** A check of a chain that reads link by link, for books that no memory holds. Each step gives what is wrong, once something is. */
export interface ChainCheck {
  /** The next link, with every transaction that is stored under its id. */
  next(link: ChainLink, found: readonly LedgerTransaction[]): BrokenChain | undefined
  /** After the last link: whether a tail is missing. */
  end(): BrokenChain | undefined
  head(): ChainHead
  /** Whether a link has named the transaction. */
  has(transaction: Hash): boolean
}

export interface ChainCheckScope {
  readonly tenant: TenantId
  /** Heads that were exported earlier, in any order. Without one, a tail that was cut off is not found. */
  readonly anchors?: readonly ChainHead[]
}

/** Starts a check before the first link. Holds the ids of what was chained. */
export function openChainCheck({ tenant, anchors = [] }: ChainCheckScope, digest?: Digest): ChainCheck {
  const anchored = new Map(anchors.map(({ sequence, hash }) => [sequence, hash]))
  const agrees = ({ sequence, hash }: ChainHead): boolean => (anchored.get(sequence) ?? hash) === hash
  const chained = new Set<Hash>()
  let head = startChain(tenant, digest)
  let broken: BrokenChain | undefined = agrees(head) ? undefined : { verified: false, sequence: 0, problem: 'anchor_differs' }
  const breakAt = (sequence: number, problem: ChainProblem): BrokenChain => (broken = { verified: false, sequence, problem })
  return {
    next(link, found) {
      if (broken !== undefined) return broken
      const sequence = head.sequence + 1
      const problem = problemOf(link, head, digest) ?? problemOfRecord(link, found, digest)
      if (problem !== undefined) return breakAt(sequence, problem)
      if (chained.has(link.transaction)) return breakAt(sequence, 'transaction_repeated')
      chained.add(link.transaction)
      head = { tenant, sequence, hash: link.hash }
      return agrees(head) ? undefined : breakAt(sequence, 'anchor_differs')
    },
    end() {
      if (broken !== undefined) return broken
      return anchors.some(({ sequence }) => sequence > head.sequence) ? breakAt(head.sequence + 1, 'tail_cut') : undefined
    },
    head: () => head,
    has: (transaction) => chained.has(transaction),
  }
}

function problemOf(link: ChainLink, { tenant, sequence, hash }: ChainHead, digest: Digest | undefined): ChainProblem | undefined {
  if (link.sequence !== sequence + 1 || link.tenant !== tenant) return 'out_of_sequence'
  if (link.previous !== hash) return 'link_detached'
  return linkHashOf(link, digest) === link.hash ? undefined : 'link_altered'
}

function problemOfRecord({ recordHash }: ChainLink, found: readonly LedgerTransaction[], digest: Digest | undefined): ChainProblem | undefined {
  const [transaction, ...others] = found
  if (transaction === undefined) return 'transaction_missing'
  if (others.length > 0) return 'transaction_repeated'
  return recordHashOf(transaction, digest) === recordHash ? undefined : 'transaction_altered'
}
