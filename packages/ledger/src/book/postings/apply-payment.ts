import { debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { post } from './post.js'
import { settleParts, totalOfParts, type SettlementPart } from './settlement-part.js'

export interface PaymentApplication extends PostingOrigin {
  /** Id of the payment whose unapplied cash is used. */
  readonly reference: string
  readonly account: string
  readonly currency: string
  /** At least one. */
  readonly parts: readonly SettlementPart[]
}

/**
 * The posting that uses unapplied cash of an earlier payment. How much of it there is is not checked here: see `openItems`.
 *
 * @throws `ledger.unbalanced` without parts; `ledger.amount_invalid`, `money.currency_mismatch`, `ledger.period_closed`
 */
export function applyPayment(posting: PaymentApplication, options?: PostingOptions): LedgerTransaction {
  const { account, currency, parts, reference } = posting
  const amount = totalOfParts(parts, currency)
  return post('payment_applied', posting, [...debit({ account: { role: 'unapplied_cash', account }, amount, item: reference }), ...settleParts(parts)], options)
}
