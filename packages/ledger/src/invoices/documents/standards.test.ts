import { add, compare, subtract } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { fullInvoice } from '../../test/full-invoice.js'
import { moveInvoice } from '../lifecycle/move-invoice.js'
import { invoiceRows } from '../layout/invoice-rows.js'
import type { IssuedCreditNote } from './credit-note.js'
import { invoiceCreated, invoiceMoved, type InvoiceMessage } from './invoice-message.js'
import { noteIssued, type NoteMessage } from './note-message.js'

/**
 * Where each field that an export needs stands on our records. An export is then a mapping and computes nothing; a field that goes missing fails here.
 */
const invoice = fullInvoice()
const row = invoiceRows(invoice).find(({ kind }) => kind === 'tier')
const status = moveInvoice(invoice, [], { cause: 'issue', at: invoice.issuedAt, actor: 'ann' })

const creditNote: IssuedCreditNote = {
  kind: 'credit_note', tenant: 'default', account: 'acme', currency: 'EUR', zone: 'UTC', from: invoice.from, to: invoice.to, rounding: invoice.rounding,
  invoice: { id: invoice.id, number: invoice.number, issuedAt: invoice.issuedAt, documentHash: invoice.documentHash },
  correction: 'k', reason: { code: 'usage_corrected', text: 'Usage was corrected' },
  lines: [{ line: 'base', description: 'base', from: invoice.from, to: invoice.to, net: '10', tax: '1.9', gross: '11.9' }],
  totals: { net: '10', tax: '1.9', gross: '11.9', rounding: '0', restored: '0', payable: '11.9' },
  contentHash: 'c', knownAt: invoice.knownAt, id: 'n', number: 'CN-1', series: 'CN', issuedAt: '2026-09-01T00:00:00.000000Z', evidenceHash: 'e', documentHash: 'd',
}

const records: Readonly<Record<string, unknown>> = { invoice, row, status, creditNote }

type Field = readonly [id: string, name: string, path: string]

const en16931: readonly Field[] = [
  ['BT-1', 'invoice number', 'invoice.number'],
  ['BT-2', 'issue date', 'invoice.issuedAt'],
  ['BT-3', 'type code', 'invoice.kind'],
  ['BT-5', 'currency', 'invoice.currency'],
  ['BT-9', 'due date', 'invoice.dueDate'],
  ['BT-10', 'buyer reference', 'invoice.customer.reference'],
  ['BT-20', 'payment terms', 'invoice.paymentTerms.due'],
  ['BT-25', 'preceding invoice', 'creditNote.invoice.number'],
  ['BT-26', 'its issue date', 'creditNote.invoice.issuedAt'],
  ['BT-22', 'note: the reason', 'creditNote.reason.text'],
  ['BT-27', 'seller name', 'invoice.seller.name'],
  ['BT-31', 'seller VAT number', 'invoice.seller.registrations.0.number'],
  ['BT-34', 'seller electronic address', 'invoice.seller.contact'],
  ['BT-35', 'seller address line', 'invoice.seller.address.lines.0'],
  ['BT-37', 'seller city', 'invoice.seller.address.city'],
  ['BT-38', 'seller post code', 'invoice.seller.address.postCode'],
  ['BT-39', 'seller subdivision', 'invoice.seller.address.subdivision'],
  ['BT-40', 'seller country', 'invoice.seller.address.country'],
  ['BT-44', 'buyer name', 'invoice.customer.name'],
  ['BT-46', 'buyer identifier', 'invoice.customer.id'],
  ['BT-48', 'buyer VAT number', 'invoice.customer.registrations.0.number'],
  ['BT-49', 'buyer electronic address', 'invoice.customer.contact'],
  ['BT-50', 'buyer address line', 'invoice.customer.address.lines.0'],
  ['BT-51', 'second line', 'invoice.customer.address.lines.1'],
  ['BT-52', 'buyer city', 'invoice.customer.address.city'],
  ['BT-55', 'buyer country', 'invoice.customer.address.country'],
  ['BT-73', 'period start', 'invoice.from'],
  ['BT-74', 'period end', 'invoice.to'],
  ['BT-106', 'sum of lines', 'invoice.totals.subtotal'],
  ['BT-107', 'sum of allowances', 'invoice.totals.discounts'],
  ['BT-109', 'total without VAT', 'invoice.totals.net'],
  ['BT-110', 'total VAT', 'invoice.totals.tax'],
  ['BT-112', 'total with VAT', 'invoice.totals.gross'],
  ['BT-113', 'paid before', 'invoice.totals.credits'],
  ['BT-114', 'rounding', 'invoice.totals.rounding'],
  ['BT-115', 'due', 'invoice.totals.payable'],
  ['BT-92', 'allowance amount', 'invoice.discounts.0.amount'],
  ['BT-97', 'allowance reason', 'invoice.discounts.0.label'],
  ['BT-136', 'allowance of a line', 'invoice.discounts.0.lines.0.amount'],
  ['BT-116', 'taxable amount', 'invoice.tax.taxes.0.base'],
  ['BT-117', 'tax amount', 'invoice.tax.taxes.0.amount'],
  ['BT-118', 'tax category', 'invoice.tax.taxes.0.categoryCode'],
  ['BT-119', 'tax rate', 'invoice.tax.taxes.0.percent'],
  ['BT-120', 'exemption reason', 'invoice.tax.taxes.1.reason.text'],
  ['BT-121', 'exemption reason code', 'invoice.tax.taxes.1.reason.code'],
  ['BT-126', 'line identifier', 'row.line'],
  ['BT-129', 'quantity', 'row.quantity'],
  ['BT-131', 'line net amount', 'row.amount'],
  ['BT-134', 'line period start', 'row.from'],
  ['BT-135', 'line period end', 'row.to'],
  ['BT-141', 'line charge', 'row.fee'],
  ['BT-146', 'net price', 'row.unitPrice'],
  ['BT-149', 'base quantity', 'row.baseQuantity'],
  ['BT-151', 'tax of a line', 'invoice.tax.lines.0.portions.0.taxes.0.key'],
  ['BT-153', 'item name', 'row.description'],
  ['BT-155', 'item of the seller', 'row.product'],
]

const focus: readonly Field[] = [
  ['InvoiceId', 'invoice', 'invoice.number'],
  ['InvoiceIssuerName', 'issuer', 'invoice.seller.name'],
  ['InvoiceIssueDate', 'issue', 'invoice.issuedAt'],
  ['InvoiceIssueStatus', 'status', 'status.to'],
  ['BilledCost', 'cost', 'row.amount'],
  ['ListCost', 'cost before discounts', 'invoice.lines.1.exact'],
  ['BillingAccountId', 'account', 'invoice.account'],
  ['BillingAccountName', 'account name', 'invoice.customer.name'],
  ['BillingCurrency', 'currency', 'invoice.currency'],
  ['BillingPeriodStart', 'period', 'invoice.from'],
  ['BillingPeriodEnd', 'period', 'invoice.to'],
  ['ChargeCategory', 'kind of row', 'row.kind'],
  ['ChargeFrequency', 'how often', 'row.frequency'],
  ['ChargeDescription', 'description', 'row.description'],
  ['ChargePeriodStart', 'line', 'row.from'],
  ['ChargePeriodEnd', 'line', 'row.to'],
  ['ConsumedQuantity', 'usage', 'invoice.lines.1.quantity'],
  ['PricingQuantity', 'priced', 'row.quantity'],
  ['ListUnitPrice', 'price', 'row.unitPrice'],
  ['ServiceName', 'product', 'row.product'],
  ['SkuMeter', 'meter', 'row.meter'],
  ['SkuPriceId', 'price version', 'invoice.lines.1.planVersion'],
  ['SubAccountId', 'subscription', 'row.subscription'],
  ['Tags', 'dimensions', 'invoice.lines.1.dimensions.model'],
  ['PaymentDueDate', 'due', 'invoice.dueDate'],
  ['PaymentTerms', 'terms', 'invoice.paymentTerms.due'],
  ['PurchaseOrderNumber', 'order', 'invoice.customer.reference'],
  ['ReferenceInvoiceId', 'credited invoice', 'creditNote.invoice.number'],
]

const quickBooks: readonly Field[] = [
  ['DocNumber', 'number', 'invoice.number'],
  ['CustomerRef', 'account, by its external reference', 'invoice.account'],
  ['CurrencyRef', 'currency', 'invoice.currency'],
  ['TxnDate', 'issue', 'invoice.issuedAt'],
  ['DueDate', 'due', 'invoice.dueDate'],
  ['Line.Amount', 'amount', 'row.amount'],
  ['Line.Description', 'description', 'row.description'],
  ['Line.SalesItemLineDetail.ItemRef', 'product', 'row.product'],
  ['Line.SalesItemLineDetail.Qty', 'quantity', 'row.quantity'],
  ['Line.SalesItemLineDetail.UnitPrice', 'price', 'row.unitPrice'],
  ['Line.DiscountLineDetail', 'discounts', 'invoice.discounts.0.amount'],
  ['TxnTaxDetail.TotalTax', 'tax', 'invoice.totals.tax'],
  ['TxnTaxDetail.TaxLine.TaxPercent', 'rate', 'invoice.tax.taxes.0.percent'],
  ['TxnTaxDetail.TaxLine.NetAmountTaxable', 'base', 'invoice.tax.taxes.0.base'],
  ['CreditMemo.Line.Amount', 'credited', 'creditNote.lines.0.net'],
]

const standards = [['EN 16931', en16931], ['FOCUS', focus], ['QuickBooks', quickBooks]] as const

function valueAt(path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined), records)
}

describe.each(standards)('%s finds', (_, fields) => {
  it.each(fields)('%s, %s, at %s', (_id, _name, path) => {
    expect(valueAt(path)).toEqual(expect.any(String))
    expect(valueAt(path)).not.toBe('')
  })
})

it('keeps the identities of the totals (BR-CO-10, 13 to 16)', () => {
  const { totals } = invoice
  expect(compare(subtract(totals.subtotal, totals.discounts), totals.net)).toBe(0)
  expect(compare(add(totals.net, totals.tax), totals.gross)).toBe(0)
  expect(compare(add(subtract(totals.gross, totals.credits), totals.rounding), totals.payable)).toBe(0)
})

/** Names of the fields of a message, those below another one with a point. */
function fieldsOf(value: object, below = ''): readonly string[] {
  return Object.entries(value).flatMap(([key, item]: readonly [string, unknown]) => (typeof item === 'object' && item !== null && !Array.isArray(item) ? fieldsOf(item, `${below}${key}.`) : [`${below}${key}`]))
}

function messageRows(messages: readonly (InvoiceMessage | NoteMessage)[]): readonly string[] {
  const fields = [...new Set(messages.flatMap((message) => fieldsOf(message)))]
  return fields.map((field) => {
    const holders = messages.filter((message) => fieldsOf(message).includes(field))
    return `| \`${field}\` | ${holders.length === messages.length ? 'all' : holders.map(({ type }) => `\`${type}\``).join(', ')} |`
  })
}

it('has a page on which all of that stands', async () => {
  const paid = moveInvoice(invoice, [status], { cause: 'payment', amount: invoice.totals.payable, at: invoice.issuedAt, actor: 'ann', reference: 'p1' })
  const messages = [invoiceCreated(invoice, invoice.issuedAt), invoiceMoved(invoice, status), invoiceMoved(invoice, paid)]
  const page = [
    '# Fields of documents',
    '',
    'Where each field that others need stands on an invoice, on one of its rows (`invoiceRows`), on its status or on a credit note. Numbers in a path are places in a list.',
    'Written by `packages/ledger/src/invoices/documents/standards.test.ts`, which fails when a field is not there.',
    ...standards.flatMap(([name, fields]) => ['', `## ${name}`, '', '| field | what | where |', '|---|---|---|', ...fields.map(([id, what, path]) => `| ${id} | ${what} | \`${path}\` |`)]),
    '',
    '## Messages',
    '',
    'What a CloudEvent about an invoice says. The other moves (`invoice.partially_paid`, `invoice.overdue`, `invoice.uncollectible`, `invoice.void`, `invoice.credited`) have the fields of `invoice.issued` or, where',
    'money moved, of `invoice.paid`. `data.recipient` is there where somebody else than the customer receives the document.',
    '',
    '| field | in |', '|---|---|', ...messageRows(messages), '',
    'What a CloudEvent about the document of a correction says, `credit_note.issued` or `supplementary_invoice.issued`. `data.destinations` is there for a credit note.',
    '',
    '| field | in |', '|---|---|', ...messageRows([noteIssued(creditNote, { offset: '0', refund: '0', accountCredit: '0', unapplied: '0' })]), '',
  ]
  await expect(page.join('\n')).toMatchFileSnapshot('../../../../../docs/reference/document-fields.md')
})
