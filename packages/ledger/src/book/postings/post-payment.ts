import { compareMoney, fail, subtractMoney, type Money } from '@farthing/core'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { checkPosted, post } from './post.js'
import { settleParts, totalOfParts, type SettlementPart } from './settlement-part.js'

export interface PaymentPosting extends PostingOrigin {
  /** Id of the payment. */
  readonly reference: string
  /** Who paid; what settles nothing stands to its credit. */
  readonly account: string
  readonly provider: string
  readonly amount: Money
  /** What it settles; the rest is kept as unapplied cash. */
  readonly parts: readonly SettlementPart[]
}

/**
 * The posting of a payment that arrived: cash at the provider against the documents that it settles, the rest as unapplied cash.
 *
 * An underpayment is a part smaller than its document; an overpayment leaves a rest. Parts may be of other accounts than the payer's.
 *
 * @throws `ledger.amount_invalid` for an amount that is not positive, or parts above it; `money.currency_mismatch`, `ledger.period_closed`
 */
export function postPayment(posting: PaymentPosting, options?: PostingOptions): LedgerTransaction {
  const { account, provider, amount, parts, reference } = posting
  checkPosted(amount)
  const applied = totalOfParts(parts, amount.currency)
  if (compareMoney(applied, amount) > 0) {
    fail('ledger.amount_invalid', { field: 'parts', because: `sum to ${applied.amount}, above the ${amount.amount} that was paid`, facts: { applied: applied.amount, ...amount } })
  }
  const entries = [
    ...debit({ account: { role: 'cash', routing: provider }, amount, item: reference }),
    ...settleParts(parts),
    ...credit({ account: { role: 'unapplied_cash', account }, amount: subtractMoney(amount, applied), item: reference }),
  ]
  return post('payment_received', posting, entries, options)
}
