import type { IssuedInvoice } from '../../invoices/invoice.js'
import type { LedgerTransaction, PostingOptions } from '../ledger-transaction.js'
import { postCreditBurn } from './credit-postings.js'

/**
 * The postings of the paid credit that settles a part of an invoice at its issue: one for each grant, in burn order. Derived from the invoice, so that
 * posting twice gives the same transactions.
 *
 * @throws `ledger.period_closed`
 */
export function postSettlements({ tenant, id, account, currency, issuedAt, settlements = [] }: IssuedInvoice, options?: PostingOptions): readonly LedgerTransaction[] {
  return settlements.map(({ grant, amount }) =>
    postCreditBurn({ tenant, key: `${id}/${grant}`, reference: id, bookedAt: issuedAt, account, grant, document: id, amount: { amount, currency } }, options),
  )
}
