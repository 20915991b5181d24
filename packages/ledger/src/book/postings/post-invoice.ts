import { add, addAll, subtract, type Decimal } from '@farthing/core'
import { adjustmentKey } from '../../invoices/document-line.js'
import type { IssuedInvoice } from '../../invoices/invoice.js'
import type { LedgerTransaction, PostingOptions } from '../ledger-transaction.js'
import { documentEntries, type DocumentAmounts } from './document-entries.js'
import { post } from './post.js'

/**
 * The posting of an issued invoice: what the account owes is debited to its receivable, the rounded lines after document discounts are
 * credited to revenue by product (lines without one share the revenue account without routing), taxes to their jurisdictions. Promotional
 * credit is debited where it was granted; paid credit settles the receivable in a posting of its own.
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

function amountsOf(invoice: IssuedInvoice): DocumentAmounts {
  const { id, account, currency, lines, adjustments = [], discounts = [], tax, totals } = invoice
  const revenue = revenueByLine(invoice)
  const promotional = discounts.flatMap(({ grant, amount }) => (grant === undefined ? [] : [{ grant, amount }]))
  return {
    item: id,
    account,
    currency,
    total: addAll([totals.gross, totals.rounding]),
    revenue: [
      ...lines.map((line) => ({ ...(line.product !== undefined && { product: line.product }), amount: revenue.get(line.id) ?? line.amount })),
      ...adjustments.map((adjustment) => ({ amount: revenue.get(adjustmentKey(adjustment.id)) ?? adjustment.amount })),
    ],
    promotional,
    taxes: (tax?.taxes ?? []).map(({ jurisdiction, amount }) => ({ jurisdiction, amount })),
    cashRounding: totals.rounding,
  }
}

/** What each line earns: its net amount, with the promotional credit that it took, which is booked on its own. */
function revenueByLine({ lines, adjustments = [], discounts = [], tax }: IssuedInvoice): ReadonlyMap<string, Decimal> {
  const amounts = new Map([...lines.map(({ id, amount }) => [id, amount] as const), ...adjustments.map(({ id, amount }) => [adjustmentKey(id), amount] as const)])
  const shares = (kind: 'discount' | 'promotional_credit') => discounts.filter((discount) => discount.kind === kind).flatMap((discount) => discount.lines)
  if (tax !== undefined) for (const { line, net } of tax.lines) amounts.set(line, net)
  else for (const { line, amount } of shares('discount')) amounts.set(line, subtract(amounts.get(line) ?? '0', amount))
  if (tax !== undefined) for (const { line, amount } of shares('promotional_credit')) amounts.set(line, add(amounts.get(line) ?? '0', amount))
  return amounts
}
