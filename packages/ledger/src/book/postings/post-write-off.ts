import { credit, debit } from '../ledger-entry.js'
import type { Money } from '@farthing/core'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { checkPosted, post } from './post.js'

export interface WriteOffPosting extends PostingOrigin {
  readonly account: string
  /** The document that will not be collected. */
  readonly document: string
  readonly reason: string
  readonly amount: Money
}

/** The posting of a receivable that will not be collected. A later payment is posted as any other, after reversing this. */
export function postWriteOff(posting: WriteOffPosting, options?: PostingOptions): LedgerTransaction {
  const { account, document, reason } = posting
  const amount = checkPosted(posting.amount)
  return post('written_off', posting, [
    ...debit({ account: { role: 'write_offs', routing: reason }, amount }),
    ...credit({ account: { role: 'receivable', account }, amount, item: document }),
  ], options)
}
