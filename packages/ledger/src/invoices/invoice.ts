import type { CurrencyCode, Decimal, Dimensions, Exact, Hash, Instant, Interval, KnownAt, RoundingPolicy, Zone } from '@farthing/core'

/** A tier line below an invoice line. Sub-lines sum to their line. */
export interface InvoiceSubLine {
  readonly description: string
  /** How the amount comes about, for people: `400000 × 0.0000025`. */
  readonly calculation: string
  readonly quantity: Exact
  readonly unit: Decimal
  readonly flat: Decimal
  /** The exact amount before rounding. */
  readonly exact: Exact
  /** Rounded share; major units. */
  readonly amount: Decimal
}

export interface InvoiceLine extends Interval {
  /** Stable within the document: the charge key. */
  readonly id: Hash
  readonly subscription: string
  readonly plan: string
  readonly planVersion: Hash
  readonly component: string
  readonly product?: string
  readonly meter?: string
  readonly dimensions: Dimensions
  readonly description: string
  readonly calculation: string
  readonly quantity: Exact
  readonly exact: Exact
  /** Rounded; major units of the document's currency. */
  readonly amount: Decimal
  readonly details: readonly InvoiceSubLine[]
  /** Content identity of the rating that this line shows. */
  readonly ratingKey: Hash
  readonly model: string
}

/** Identities over rounded lines: `net` = Σ lines, `payable` = `net` + `tax`. */
export interface InvoiceTotals {
  readonly net: Decimal
  readonly tax: Decimal
  readonly payable: Decimal
}

/** The immutable body of an invoice before it has a number. */
export interface DraftInvoice extends Interval {
  readonly kind: 'invoice'
  readonly tenant: string
  readonly account: string
  readonly currency: CurrencyCode
  readonly zone: Zone
  readonly rounding: Required<RoundingPolicy>
  readonly lines: readonly InvoiceLine[]
  readonly totals: InvoiceTotals
  /** Covers everything above; leaves out number, issue time and what was known when. Preview and invoice have the same. */
  readonly contentHash: Hash
  readonly knownAt: KnownAt
}

export interface IssuedInvoice extends DraftInvoice {
  readonly id: Hash
  /** Gapless within (tenant, series). */
  readonly number: string
  readonly series: string
  readonly issuedAt: Instant
  /** Covers the whole document. */
  readonly documentHash: Hash
}

