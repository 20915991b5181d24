import type { Money } from '@farthing/core'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { checkPosted, post } from './post.js'

export interface CreditReturnPosting extends PostingOrigin {
  /** Id of the payment that bought the credit. */
  readonly reference: string
  readonly account: string
  /** Id of the grant. */
  readonly grant: string
  readonly amount: Money
}

/**
 * The posting that undoes the sale of credit as far as nobody used it: customer credit against unapplied cash of the payment that bought it, from where it
 * is refunded or applied. The mirror of an application, and of its kind: what a payment went to follows from both.
 *
 * @throws `ledger.amount_invalid`, `ledger.period_closed`
 */
export function returnCredit(posting: CreditReturnPosting, options?: PostingOptions): LedgerTransaction {
  const { account, grant, reference } = posting
  const amount = checkPosted(posting.amount)
  return post('payment_applied', posting, [
    ...debit({ account: { role: 'customer_credit', account }, amount, item: grant }),
    ...credit({ account: { role: 'unapplied_cash', account }, amount, item: reference }),
  ], options)
}
