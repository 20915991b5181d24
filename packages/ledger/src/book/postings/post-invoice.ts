import type { IssuedInvoice } from '../../invoices/invoice.js'
import type { LedgerTransaction, PostingOptions } from '../ledger-transaction.js'
import { documentEntries, type DocumentAmounts } from './document-entries.js'
import { post } from './post.js'

/**
 * The posting of an issued invoice: what the account owes is debited to its receivable, the rounded lines are credited to revenue
 * by product (lines without one share the revenue account without routing), taxes to their jurisdictions.
 *
 * Balanced by construction, because totals are identities over rounded lines. Entries that would be zero are left out; an invoice
 * that leaves none (nothing was due) has no posting and gives `undefined`. The id is derived from the invoice: posting twice
 * gives the same transaction.
 *
 * @throws `ledger.period_closed`
 */
export function postInvoice(invoice: IssuedInvoice, options?: PostingOptions): LedgerTransaction | undefined {
  const { tenant, id, issuedAt } = invoice
  const entries = documentEntries(amountsOf(invoice))
  if (entries.length === 0) return undefined
  return post('invoice_issued', { tenant, key: id, reference: id, bookedAt: issuedAt }, entries, options)
}

function amountsOf({ id, account, currency, lines, totals }: IssuedInvoice): DocumentAmounts {
  return {
    item: id,
    account,
    currency,
    total: totals.payable,
    revenue: lines.map(({ product, amount }) => ({ ...(product !== undefined && { product }), amount })),
  }
}
