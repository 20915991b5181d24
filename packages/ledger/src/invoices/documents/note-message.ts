import { hashContent, type CurrencyCode, type Decimal, type Digest, type Hash, type Instant, type Interval } from '@farthing/core'
import type { CreditedInvoice, CreditNoteTotals, CreditReason, IssuedCreditNote } from './credit-note.js'

export type NoteMessageType = `${IssuedCreditNote['kind']}.issued`

/** What is told about the document of a correction: enough to send it, to refund what it says, and to find its invoice. */
export interface NoteMessageData {
  readonly document: Hash
  readonly number: string
  readonly customer: string
  /** The invoice that it corrects: what is owed and paid stands there. */
  readonly invoice: CreditedInvoice
  readonly correction: Hash
  readonly reason: CreditReason
  readonly period: Interval
  readonly currency: CurrencyCode
  readonly totals: CreditNoteTotals
  readonly contentHash: Hash
  /** Of a credit note: where it goes. Nobody but the reader asks for the refund. */
  readonly destinations?: NoteDestinations
}

interface NoteDestinations {
  readonly offset: Decimal
  readonly refund: Decimal
  readonly accountCredit: Decimal
  readonly unapplied: Decimal
}

/** A CloudEvents 1.0 event. Its id follows from the document, so that a second delivery is seen to be one. */
export interface NoteMessage {
  readonly specversion: '1.0'
  readonly type: NoteMessageType
  readonly source: 'farthing'
  readonly id: Hash
  readonly tenant: string
  /** The account. */
  readonly subject: string
  readonly time: Instant
  readonly data: NoteMessageData
}

/** `credit_note.issued` or `supplementary_invoice.issued`: a correction has a document. */
export function noteIssued(note: IssuedCreditNote, destinations?: NoteDestinations, digest?: Digest): NoteMessage {
  const { kind, tenant, account, id: document, number, invoice, correction, reason, from, to, currency, totals, contentHash, issuedAt } = note
  const type = `${kind}.issued` as const
  const given = destinations === undefined ? {} : { destinations }
  return {
    specversion: '1.0', type, source: 'farthing',
    id: hashContent('note-message/1', [tenant, type, document], digest),
    tenant, subject: account, time: issuedAt,
    data: { document, number, customer: account, invoice, correction, reason, period: { from, to }, currency, totals, contentHash, ...given },
  }
}
