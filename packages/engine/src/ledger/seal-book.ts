import { sealEntries, startChain, type ChainHead } from '@farthing/ledger'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'

/** Links of one transaction: small, so that no sealer keeps another waiting for long. */
const batch = 500

export interface SealRunOfBook {
  /** How many transactions this run put into the chain. */
  readonly sealed: number
  /** Export it to where the book's owner cannot write: it is an anchor. */
  readonly head: ChainHead
}

/**
 * Puts committed transactions into the chain, in the order of their commits. Run it from a job, every few seconds or minutes; any number may run at once.
 *
 * Nothing else waits for it: postings know nothing of the chain. What was written while an older transaction is still open is left to the next run.
 */
export async function sealBook(context: BillingContext): Promise<SealRunOfBook> {
  let sealed = 0
  for (;;) {
    const step = await retryConflicts(context, async ({ chain }) => {
      const head = (await chain.head()) ?? startChain(context.tenant, context.digest)
      const transactions = await chain.unchained(batch)
      if (transactions.length === 0) return { head, count: 0 }
      const { links, head: next } = sealEntries(head, transactions, context.digest)
      await chain.append(links)
      return { head: next, count: links.length }
    })
    sealed += step.count
    if (step.count < batch) {
      const { tenant, sequence, hash } = step.head
      return { sealed, head: { tenant, sequence, hash } }
    }
  }
}
