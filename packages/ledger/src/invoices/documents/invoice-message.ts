import { assertInvariant, hashContent, type CurrencyCode, type Decimal, type Digest, type Hash, type Instant, type Interval, type LocalDate } from '@farthing/core'
import type { DraftInvoice, InvoiceTotals, IssuedInvoice } from '../invoice.js'
import { invoiceIdOf } from '../invoice-id.js'
import type { InvoiceStatus, InvoiceStatusRecord } from '../lifecycle/invoice-status.js'

/** What others are told: a draft was made, or a document has moved to a status. */
export type InvoiceMessageType = 'invoice.created' | `invoice.${Exclude<InvoiceStatus, 'draft'>}`

/** What a message says: enough to act on it without a look-up. */
export interface InvoiceMessageData {
  readonly document: Hash
  /** Absent for a draft. */
  readonly number?: string
  readonly customer: string
  /** Who receives the document, where that is not the customer. */
  readonly recipient?: string
  /** The subscriptions that it has lines of, in its order. */
  readonly subscriptions: readonly string[]
  readonly period: Interval
  readonly currency: CurrencyCode
  readonly totals: InvoiceTotals
  readonly contentHash: Hash
  readonly dueDate?: LocalDate
  /** What moved it, where something did. */
  readonly move?: {
    readonly cause: InvoiceStatusRecord['cause']
    readonly amount?: Decimal
    readonly settled: Decimal
    /** Once supplementary invoices have raised it above that of the totals. */
    readonly payable?: Decimal
    readonly reference?: string
  }
}

/** A CloudEvents 1.0 event. Its id follows from what it is about, so that a second delivery is seen to be one. */
export interface InvoiceMessage {
  readonly specversion: '1.0'
  readonly type: InvoiceMessageType
  readonly source: 'farthing'
  readonly id: Hash
  readonly tenant: string
  /** The account. */
  readonly subject: string
  readonly time: Instant
  readonly data: InvoiceMessageData
}

/** `invoice.created`: a draft was made. One for each content: the same draft again has the same id. */
export function invoiceCreated(draft: DraftInvoice, at: Instant, digest?: Digest): InvoiceMessage {
  const document = invoiceIdOf(draft, digest)
  return messageOf('invoice.created', draft, { at, data: dataOf(draft, document), about: [document, draft.contentHash] }, digest)
}

/** `invoice.issued`, `invoice.paid` and the others: what a status record did to an issued document. One for each record. */
export function invoiceMoved(invoice: IssuedInvoice, record: InvoiceStatusRecord, digest?: Digest): InvoiceMessage {
  const { document, revision, cause, to, amount, settled, payable, reference, at } = record
  assertInvariant(document === invoice.id, 'a status record is about its own document')
  assertInvariant(to !== 'draft', 'a document does not become a draft again')
  const move = { cause, ...(amount === undefined ? {} : { amount }), settled, ...(payable === undefined ? {} : { payable }), ...(reference === undefined ? {} : { reference }) }
  const { number, dueDate } = invoice
  const data = { ...dataOf(invoice, document), number, ...(dueDate === undefined ? {} : { dueDate }), move }
  return messageOf(`invoice.${to}`, invoice, { at, data, about: [document, revision] }, digest)
}

interface MessageParts {
  readonly at: Instant
  readonly data: InvoiceMessageData
  readonly about: readonly (string | number)[]
}

function messageOf(type: InvoiceMessageType, { tenant, account }: DraftInvoice, { at, data, about }: MessageParts, digest?: Digest): InvoiceMessage {
  const id = hashContent('invoice-message/1', [tenant, type, ...about], digest)
  return { specversion: '1.0', type, source: 'farthing', id, tenant, subject: account, time: at, data }
}

function dataOf({ account, recipient, lines, from, to, currency, totals, contentHash }: DraftInvoice, document: Hash): InvoiceMessageData {
  const subscriptions = [...new Set(lines.map(({ subscription }) => subscription))]
  const received = recipient === undefined ? {} : { recipient: recipient.id }
  return { document, customer: account, ...received, subscriptions, period: { from, to }, currency, totals, contentHash }
}
