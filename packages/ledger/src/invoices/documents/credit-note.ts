import type { CurrencyCode, Decimal, Hash, Instant, Interval, KnownAt, RoundingPolicy, Zone } from '@farthing/core'
import type { Side } from '@farthing/pricing'
import type { TaxTerms } from '../../tax/tax-answer.js'
import type { InvoiceParty } from '../invoice-terms.js'

/** The invoice that a credit note is about (BG-3 of EN 16931), as it was issued. */
export interface CreditedInvoice {
  readonly id: Hash
  readonly number: string
  readonly issuedAt: Instant
  readonly documentHash: Hash
}

/** Why something is credited: a code for systems, such as `usage_corrected`, and words for people. */
export interface CreditReason {
  readonly code: string
  readonly text: string
}

/** What is taken back of one line of the invoice. Amounts are above 0: that they are credited is what the document says. */
export interface CreditNoteLine extends Interval {
  /** Id of the line on the invoice: its charge key, or the key of an adjustment by hand. */
  readonly line: Hash
  readonly description: string
  /** Why, where that is not the reason of the document. */
  readonly reason?: CreditReason
  readonly subscription?: string
  readonly product?: string
  /** In major units, before tax: at most what the invoice has on that line and no note before took back. */
  readonly net: Decimal
  readonly tax: Decimal
  /** `net` + `tax`. */
  readonly gross: Decimal
}

/** What is taken back of one tax (BG-23), on its own terms. */
export interface CreditedTax extends TaxTerms {
  readonly base: Decimal
  readonly amount: Decimal
}

/** Identities over lines: `net` = Σ net, `tax` = Σ taxes = Σ tax, `gross` = `net` + `tax`, `payable` = `gross` − `restored`. */
export interface CreditNoteTotals {
  readonly net: Decimal
  readonly tax: Decimal
  readonly gross: Decimal
  /** What goes back to the paid credit that settled the lines, instead of to the customer. */
  readonly restored: Decimal
  /** What the receivable goes down by, or what is paid back. */
  readonly payable: Decimal
}

/** What a credit note says, before anything is known about its issue. */
export interface CreditNoteContent extends Interval {
  readonly kind: 'credit_note'
  readonly tenant: string
  readonly account: string
  readonly side?: Side
  readonly currency: CurrencyCode
  readonly zone: Zone
  readonly rounding: Required<RoundingPolicy>
  readonly invoice: CreditedInvoice
  readonly reason: CreditReason
  readonly seller?: InvoiceParty
  readonly customer?: InvoiceParty
  /** In the order of the invoice. */
  readonly lines: readonly CreditNoteLine[]
  /** In the order of the invoice; absent where it was not taxed. */
  readonly taxes?: readonly CreditedTax[]
  readonly totals: CreditNoteTotals
}

export interface DraftCreditNote extends CreditNoteContent {
  /** Covers {@link CreditNoteContent}. */
  readonly contentHash: Hash
  readonly knownAt: KnownAt
}

/** The immutable body of an issued credit note. It has a number of its own; the invoice that it is about stays as it is. */
export interface IssuedCreditNote extends DraftCreditNote {
  readonly id: Hash
  readonly number: string
  readonly series: string
  readonly issuedAt: Instant
  /** Covers what it was computed from. */
  readonly evidenceHash: Hash
  readonly documentHash: Hash
}
