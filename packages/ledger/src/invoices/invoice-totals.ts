import { add, addAll, fail, signOf, subtract, type Decimal } from '@farthing/core'
import { cashRounding } from '../rounding/cash-rounding.js'
import type { DocumentTax } from '../tax/document-tax.js'
import type { InvoiceInput } from './check-assembly.js'
import type { InvoiceAdjustment, InvoiceDiscount, InvoiceLine, InvoiceSettlement, InvoiceTotals } from './invoice.js'

export interface TotalledParts {
  readonly lines: readonly InvoiceLine[]
  readonly adjustments: readonly InvoiceAdjustment[]
  readonly discounts: readonly InvoiceDiscount[]
  readonly tax: DocumentTax | undefined
  readonly settlements: readonly InvoiceSettlement[]
}

/** Sums of what stands on the document. @throws `invoice.invalid` for a negative total: what is owed to the account is a credit note */
export function invoiceTotals({ lines, adjustments, discounts, tax, settlements }: TotalledParts, input: InvoiceInput): InvoiceTotals {
  const subtotal = sumOf([...lines, ...adjustments])
  const discounted = sumOf(discounts)
  const left = subtract(subtotal, discounted)
  const { net, gross } = tax?.totals ?? { net: left, gross: left }
  const credits = sumOf(settlements)
  const due = subtract(gross, credits)
  if (signOf(due) < 0) fail('invoice.invalid', { field: 'totals.payable', because: `is ${due}, which only a credit note may say`, facts: { due } })
  const rounding = cashDifference(due, input)
  return {
    exact: addAll(lines.map((line) => line.exact)),
    subtotal,
    discounts: discounted,
    net,
    tax: tax?.totals.tax ?? '0',
    gross,
    credits,
    rounding,
    payable: add(due, rounding),
  }
}

function sumOf(parts: readonly { readonly amount: Decimal }[]): Decimal {
  return addAll(parts.map(({ amount }) => amount))
}

function cashDifference(due: Decimal, { currency, terms: { cash } = {} }: InvoiceInput): Decimal {
  return cash === undefined ? '0' : cashRounding({ amount: due, currency }, cash).difference.amount
}
