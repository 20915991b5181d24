import { add, addAll, negate, signOf, subtract, type Decimal } from '@farthing/core'
import { adjustmentKey } from '../../invoices/document-line.js'
import type { InvoiceDiscount, IssuedInvoice } from '../../invoices/invoice.js'
import type { DocumentAmounts } from './document-entries.js'

/**
 * What an invoice says, as the book needs it.
 *
 * A line earns its amount less its discounts, and less its taxes where prices include them. Promotional credit takes nothing off revenue: the grant pays.
 * Paid credit that settles the document is no part of it: see `postSettlements`.
 * A manual charge is revenue without a product, a manual credit an allowance.
 */
export function invoiceAmounts(invoice: IssuedInvoice): DocumentAmounts {
  const { id: item, account, currency, lines, adjustments = [], discounts = [], tax, totals } = invoice
  const earned = earnedBy(invoice)
  const manual = adjustments.map(({ id, amount }) => earned(adjustmentKey(id), amount))
  return {
    item,
    account,
    currency,
    total: add(totals.gross, totals.rounding),
    revenue: [
      ...lines.map(({ id, product, amount }) => ({ ...(product !== undefined && { product }), amount: earned(id, amount) })),
      ...manual.filter((amount) => signOf(amount) > 0).map((amount) => ({ amount })),
    ],
    allowances: manual.filter((amount) => signOf(amount) < 0).map((amount) => ({ reason: 'adjustment', amount: negate(amount) })),
    promotional: discounts.filter(isPromotional).map(({ key, grant = key, amount }) => ({ grant, amount })),
    taxes: (tax?.taxes ?? []).map(({ jurisdiction, amount }) => ({ jurisdiction, amount })),
    cashRounding: totals.rounding,
  }
}

/** What is earned with a line or an adjustment of an amount, by its key on the document. */
function earnedBy({ discounts = [], tax }: IssuedInvoice): (key: string, amount: Decimal) => Decimal {
  const off = new Map<string, Decimal[]>()
  const take = (key: string, amount: Decimal): void => {
    const amounts = off.get(key)
    if (amounts === undefined) off.set(key, [amount])
    else amounts.push(amount)
  }
  for (const discount of discounts.filter((one) => !isPromotional(one))) for (const { line, amount } of discount.lines) take(line, amount)
  if (tax?.prices === 'inclusive') for (const { line, tax: included } of tax.lines) take(line, included)
  return (key, amount) => subtract(amount, addAll(off.get(key) ?? []))
}

function isPromotional({ kind }: InvoiceDiscount): boolean {
  return kind === 'promotional_credit'
}
