import { fail, type Digest } from '@farthing/core'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { recordHashOf } from '../transaction-identity.js'
import { linkHashOf, type ChainHead, type ChainLink } from './chain-link.js'

export interface SealedEntries {
  readonly links: readonly ChainLink[]
  readonly head: ChainHead
}

/**
 * Chains committed transactions behind a head, in the order given: that of the feed of commits.
 *
 * Sealing in one step or in many gives the same links. What is not sealed yet is committed and unchained, which `verifyChain` shows.
 *
 * @throws `ledger.chain_foreign` for a transaction of another tenant
 */
export function sealEntries(head: ChainHead, transactions: readonly LedgerTransaction[], digest?: Digest): SealedEntries {
  const links: ChainLink[] = []
  let { sequence, hash: previous } = head
  for (const transaction of transactions) {
    const { tenant, id } = transaction
    if (tenant !== head.tenant) fail('ledger.chain_foreign', { field: 'tenant', because: `is ${tenant}, and the chain is that of ${head.tenant}`, facts: { transaction: id } })
    sequence += 1
    const link = { tenant, sequence, transaction: id, recordHash: recordHashOf(transaction, digest), previous }
    previous = linkHashOf(link, digest)
    links.push({ ...link, hash: previous })
  }
  return { links, head: { tenant: head.tenant, sequence, hash: previous } }
}
