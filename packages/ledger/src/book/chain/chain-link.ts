import { hashContent, type Digest, type Hash, type TenantId } from '@farthing/core'

/** How far a chain reaches. Exported to where the book's owner cannot write, it is an anchor. */
export interface ChainHead {
  readonly tenant: TenantId
  /** Transactions in the chain; 0 for an empty one. */
  readonly sequence: number
  readonly hash: Hash
}

/** One transaction in the chain. */
export interface ChainLink {
  readonly tenant: TenantId
  /** Place in the feed of committed transactions, gapless from 1, whatever their times say. */
  readonly sequence: number
  /** Id of the transaction. */
  readonly transaction: Hash
  /** Covers every field of the transaction as it is recorded. */
  readonly recordHash: Hash
  /** Hash of the link before. */
  readonly previous: Hash
  /** Covers all of the above, and so everything before. */
  readonly hash: Hash
}

/** The head of a chain without links. */
export function startChain(tenant: TenantId, digest?: Digest): ChainHead {
  return { tenant, sequence: 0, hash: hashContent('ledger-chain/1', [tenant], digest) }
}

export function linkHashOf({ tenant, sequence, transaction, recordHash, previous }: Omit<ChainLink, 'hash'>, digest?: Digest): Hash {
  return hashContent('ledger-link/1', [tenant, sequence, transaction, recordHash, previous], digest)
}
