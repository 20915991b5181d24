import { fail, isZero, negateMoney, signOf, type Money } from '@farthing/core'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { post } from './post.js'

export interface AdjustmentPosting extends PostingOrigin {
  readonly account: string
  /** The open item that changes: a document, or the adjustment itself. */
  readonly item: string
  /** What it is made for: the revenue or allowance that it is booked under. */
  readonly reason: string
  /** Positive charges the account, negative credits it. */
  readonly amount: Money
}

/**
 * The posting of a manual adjustment of what an account owes: a charge is revenue, a credit is an allowance.
 *
 * @throws `ledger.amount_invalid` for zero; `money.not_minor_units`, `ledger.period_closed`
 */
export function postAdjustment(posting: AdjustmentPosting, options?: PostingOptions): LedgerTransaction {
  const { account, item, reason, amount } = posting
  if (isZero(amount.amount)) fail('ledger.amount_invalid', { field: 'amount', because: 'is zero' })
  const receivable = { role: 'receivable', account } as const
  const entries =
    signOf(amount.amount) > 0
      ? [...debit({ account: receivable, amount, item }), ...credit({ account: { role: 'revenue', routing: reason }, amount })]
      : [...debit({ account: { role: 'allowances', routing: reason }, amount: negateMoney(amount) }), ...debit({ account: receivable, amount, item })]
  return post('adjustment', posting, entries, options)
}
