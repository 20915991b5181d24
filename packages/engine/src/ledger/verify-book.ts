import { openChainCheck, type ChainHead, type ChainVerification, type LedgerTransaction } from '@farthing/ledger'
import type { ChainedTransaction } from '@farthing/ports'
import type { BillingContext } from '../context.js'

const batch = 1_000

export interface VerifyBook {
  /** Heads that were exported earlier. Without one, a tail that was cut off is not found. */
  readonly anchors?: readonly ChainHead[]
}

/**
 * Holds the stored book against its chain, record by record, and names the first bad place.
 *
 * Reads link by link, in transactions of their own. Also finds what the fields of records do not show: a transaction that stands elsewhere in the
 * feed, entries that are numbered otherwise, entries without a transaction. `unchained` are up to 1,000 ids of what no run has sealed yet.
 */
export async function verifyBook({ storage, tenant, digest }: BillingContext, { anchors = [] }: VerifyBook = {}): Promise<ChainVerification> {
  const check = openChainCheck({ tenant, anchors }, digest)
  for (;;) {
    const { sequence } = check.head()
    const links = await storage.transaction(tenant, ({ chain }) => chain.list(sequence, batch))
    for (const chained of links) {
      const broken = check.next(chained.link, foundOf(chained))
      if (broken !== undefined) return broken
      if (chained.damage !== undefined) return { verified: false, sequence: chained.link.sequence, problem: 'transaction_altered' }
    }
    if (links.length < batch) break
  }
  const broken = check.end()
  if (broken !== undefined) return broken
  return storage.transaction(tenant, async ({ chain }) => {
    const head = check.head()
    if ((await chain.strays()).length > 0) return { verified: false, sequence: head.sequence + 1, problem: 'transaction_stray' }
    const unchained = (await chain.unchained(batch)).map(({ id }) => id).filter((id) => !check.has(id))
    return { verified: true, head, unchained }
  })
}

function foundOf({ transaction }: ChainedTransaction): readonly LedgerTransaction[] {
  return transaction === undefined ? [] : [transaction]
}
