import type { DraftInvoice, InvoiceTotals, IssuedInvoice } from '../invoice.js'
import { invoiceRows, type InvoiceRow } from '../layout/invoice-rows.js'
import { csvLine } from './csv-line.js'

const columns = [
  'document', 'number', 'account', 'currency', 'line', 'place', 'kind', 'frequency', 'description', 'subscription', 'plan', 'product', 'meter', 'from', 'to',
  'quantity', 'base_quantity', 'unit_price', 'fee', 'amount',
] as const

/** The totals that stand below the rows, in the order in which they follow from each other. */
const totals: readonly (keyof InvoiceTotals)[] = ['subtotal', 'discounts', 'net', 'tax', 'gross', 'credits', 'rounding', 'payable']

/**
 * A document as CSV (RFC 4180), line by line: a header, its rows as its layout says, then a line of kind `total` for each total. Amounts are exact texts in
 * major units. A draft has neither document nor number.
 */
export function* invoiceCsv(invoice: DraftInvoice | IssuedInvoice): Iterable<string> {
  yield csvLine(columns)
  const head = ['id' in invoice ? invoice.id : '', 'number' in invoice ? invoice.number : '', invoice.account, invoice.currency]
  for (const row of invoiceRows(invoice)) yield csvLine([...head, ...rowTexts(row)])
  for (const name of totals) yield csvLine([...head, '', '', 'total', '', name, '', '', '', '', invoice.from, invoice.to, '', '', '', '', invoice.totals[name]])
}

function rowTexts({ line, place, kind, frequency, description, subscription = '', plan = '', product = '', meter = '', ...row }: InvoiceRow): readonly string[] {
  const { from, to, quantity, baseQuantity, unitPrice, fee, amount } = row
  return [line, String(place), kind, frequency, description, subscription, plan, product, meter, from, to, quantity, baseQuantity, unitPrice, fee, amount]
}
