import Table from 'cli-table3'
import { compare, formatMoney, localDateOf } from '@farthing/core'
import type { InvoiceEvidence, InvoiceLine, IssuedInvoice } from '@farthing/ledger'
import type { BillResult } from './run-bill.js'

/** Invoices as a table for people, the trail of the largest line, and what became of the lines of the file. */
export function renderBill({ receipts, invoices, open }: BillResult): string {
  return [
    invoices.length === 0 ? 'No invoice: no period with events has ended.' : invoiceTable(invoices),
    ...largestLine(invoices.map(({ invoice }) => invoice)),
    `Events: ${Object.entries(receipts).map(([name, count]) => `${count} ${name}`).join(', ')}.`,
    ...(open.length === 0 ? [] : [`Not ended yet, so not invoiced: ${open.map(({ account, period }) => `${account} until ${period.to}`).join(', ')}.`]),
  ].join('\n')
}

function invoiceTable(invoices: readonly InvoiceEvidence[]): string {
  const table = new Table({
    head: ['Invoice', 'Account', 'From', 'Until', 'Zone', 'Lines', 'Payable'],
    colAligns: ['left', 'left', 'left', 'left', 'left', 'right', 'right'],
    style: { head: [], border: [] },
  })
  for (const { invoice } of invoices) {
    const { number, account, from, to, zone, lines, totals, currency } = invoice
    const payable = formatMoney({ amount: totals.payable, currency })
    table.push([number, account, localDateOf(from, zone), localDateOf(to, zone), zone, lines.length, payable])
  }
  return table.toString()
}

/** The line with the largest amount, in the currency of the first invoice, with each step of its price: other currencies do not compare. */
function largestLine(invoices: readonly IssuedInvoice[]): readonly string[] {
  const comparable = invoices.filter(({ currency }) => currency === invoices[0]?.currency)
  const lines = comparable.flatMap((invoice) => invoice.lines.map((line) => ({ invoice, line })))
  const [first, ...others] = lines
  if (first === undefined) return []
  const { invoice, line } = others.reduce((largest, each) => (compare(each.line.amount, largest.line.amount) > 0 ? each : largest), first)
  const money = (amount: InvoiceLine['amount']): string => formatMoney({ amount, currency: invoice.currency })
  const steps = line.details.length > 1 ? line.details.map((step) => `  ${step.description}: ${step.calculation} = ${money(step.amount)}`) : []
  return [`Largest line: ${line.description} of ${invoice.account} (${invoice.number}): ${line.calculation} = ${money(line.amount)}`, ...steps]
}
