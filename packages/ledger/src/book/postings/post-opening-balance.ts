import type { Money } from '@farthing/core'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { checkPosted, post } from './post.js'

export interface OpeningPosting extends PostingOrigin {
  /** What an account owes, by the name of its open item; or credit that it has, by the allowance that its grant was booked under. */
  readonly takenOver: { readonly account: string; readonly item: string } | { readonly allowance: string }
  /** More than zero. */
  readonly amount: Money
}

/**
 * The posting of a balance that is taken over from another system: no revenue and no allowance of these books. What is owed is an open item that payments
 * settle as they settle documents. Credit is granted as any other credit is, and this takes what that gave away back out of the allowances.
 *
 * @throws `ledger.amount_invalid`, `money.not_minor_units`, `ledger.period_closed`
 */
export function postOpeningBalance(posting: OpeningPosting, options?: PostingOptions): LedgerTransaction {
  const { takenOver } = posting
  const amount = checkPosted(posting.amount)
  const opening = { role: 'opening_balances' } as const
  const entries =
    'item' in takenOver
      ? [...debit({ account: { role: 'receivable', account: takenOver.account }, amount, item: takenOver.item }), ...credit({ account: opening, amount })]
      : [...debit({ account: opening, amount }), ...credit({ account: { role: 'allowances', routing: takenOver.allowance }, amount })]
  return post('opening_balance', posting, entries, options)
}
