import type { IssuedInvoice } from '../../invoices/invoice.js'
import type { LedgerTransaction, PostingOptions } from '../ledger-transaction.js'
import { documentEntries } from './document-entries.js'
import { invoiceAmounts } from './invoice-amounts.js'
import { post } from './post.js'

/**
 * The posting of an issued invoice: what the account owes is debited to its receivable, the rounded lines without their discounts are credited to
 * revenue by product (lines without one share the revenue account without routing), taxes to their jurisdictions. Promotional credit is debited where
 * it was granted; paid credit settles the receivable in postings of its own, see `postSettlements`.
 *
 * Balanced by construction, because totals are identities over rounded lines. Entries that would be zero are left out; an invoice
 * that leaves none (nothing was due) has no posting and gives `undefined`. The id is derived from the invoice: posting twice
 * gives the same transaction.
 *
 * @throws `ledger.period_closed`
 */
export function postInvoice(invoice: IssuedInvoice, options?: PostingOptions): LedgerTransaction | undefined {
  const { tenant, id, issuedAt } = invoice
  const entries = documentEntries(invoiceAmounts(invoice))
  if (entries.length === 0) return undefined
  return post('invoice_issued', { tenant, key: id, reference: id, bookedAt: issuedAt }, entries, options)
}
