import type { Money } from '@farthing/core'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { checkPosted, post } from './post.js'

export interface RecognitionPosting extends PostingOrigin {
  readonly account: string
  /** The document that billed it. */
  readonly document: string
  readonly product?: string
  readonly amount: Money
}

/** The posting of deferred revenue that was earned: a commitment that was used, a day of an annual fee that has passed. */
export function postRecognition(posting: RecognitionPosting, options?: PostingOptions): LedgerTransaction {
  const { account, document, product } = posting
  const amount = checkPosted(posting.amount)
  const routing = product === undefined ? {} : { routing: product }
  return post('revenue_recognised', posting, [
    ...debit({ account: { role: 'deferred_revenue', account, ...routing }, amount, item: document }),
    ...credit({ account: { role: 'revenue', ...routing }, amount }),
  ], options)
}
