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

/**
 * What changes of one line of the invoice. Amounts that go the way of the document are above 0: that they are credited is what it says. A line that goes the other
 * way, such as that of a minimum, is below.
 */
export interface CreditNoteLine extends Interval {
  /** Id of the line on the invoice: its charge key, or `adjustment/` and the id of an adjustment by hand. */
  readonly line: string
  readonly description: string
  /** Why, where that is not the reason of the document. */
  readonly reason?: CreditReason
  readonly subscription?: string
  readonly product?: string
  /** What the invoice and the corrections before this one billed of it, before discounts. */
  readonly billed?: Decimal
  /** What is due of it, before discounts. */
  readonly due?: Decimal
  /** In major units, after discounts and before tax. A line is credited at most what is billed of it. */
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

/** Identities over lines: `net` = Σ net, `tax` = Σ taxes = Σ tax, `gross` = `net` + `tax`, `payable` = `gross` + `rounding` − `restored`. */
export interface CreditNoteTotals {
  readonly net: Decimal
  readonly tax: Decimal
  readonly gross: Decimal
  /** Cash rounding that goes with it. */
  readonly rounding: Decimal
  /** What goes back to the paid credit that settled the lines, instead of to the customer. */
  readonly restored: Decimal
  /** What the receivable goes down by, or what is paid back. */
  readonly payable: Decimal
}

/** What a credit note says, or a supplementary invoice, which is the same in the other direction, before anything is known about its issue. */
export interface CreditNoteContent extends Interval {
  readonly kind: 'credit_note' | 'supplementary_invoice'
  readonly tenant: string
  readonly account: string
  readonly side?: Side
  readonly currency: CurrencyCode
  readonly zone: Zone
  readonly rounding: Required<RoundingPolicy>
  readonly invoice: CreditedInvoice
  /** Id of the correction that it is the document of. */
  readonly correction: Hash
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
  /** Hash of the correction. */
  readonly evidenceHash: Hash
  readonly documentHash: Hash
}
