import type { CurrencyCode, Decimal, Dimensions, Exact, Hash, Instant, Interval, KnownAt, LocalDate, PaymentTerms, RoundingPolicy, Zone } from '@farthing/core'
import type { ChargeGroup, ChargeTarget, Side, StageRef } from '@farthing/pricing'
import type { FxSnapshot } from '../currencies/fx-snapshot.js'
import type { Presentation } from '../currencies/present-amounts.js'
import type { DocumentTax } from '../tax/document-tax.js'
import type { LineConversion } from './convert-charges.js'
import type { InvoiceParty } from './invoice-terms.js'
import type { InvoiceLayout } from './layout/invoice-layout.js'

/** One step of a line's price, such as a tier. */
export interface InvoiceSubLine {
  readonly description: string
  /** How the amount comes about, for people: `400,000 × 0.0000025`. */
  readonly calculation: string
  /** 1-based; absent where the price has no tiers. */
  readonly tier?: number
  readonly quantity: Exact
  /** What `unit` is the price of, where that is not `quantity`: packages, started blocks, hours. */
  readonly counted?: Exact
  readonly unit: Decimal
  /** What `basePrice` is the price of, where the layout shows it so: `1000000` for a price per million. */
  readonly baseQuantity?: Decimal
  /** `unit` × `baseQuantity`; there with it. */
  readonly basePrice?: Decimal
  readonly flat: Decimal
  /** The amount before rounding. */
  readonly exact: Exact
  /** Largest-remainder share of the line's `amount`, in major units: less than one rounding unit away from `exact`. */
  readonly amount: Decimal
}

/** What a stage changed on a line after its price, such as a discount. */
export interface InvoiceLineAdjustment {
  readonly description: string
  /** Id of the stage in the program. */
  readonly stage: string
  /** Which rule of its configuration. */
  readonly rule: string
  /** The amount before rounding; below 0 where it makes the line cheaper. */
  readonly exact: Exact
  /** Largest-remainder share of the line's `amount`, in major units. */
  readonly amount: Decimal
}

/** One charge as the document shows it. */
export interface InvoiceLine extends Interval {
  /** Stable within the document: the charge key. */
  readonly id: Hash
  /** Identity of the rating that this line shows; with the evidence it leads to plan version and usage. */
  readonly ratingKey: Hash
  /** Digest of the usage that was priced. */
  readonly usageDigest: Hash
  /** Who sells to whom; retail unless given. */
  readonly side?: Side
  readonly subscription: string
  readonly plan: string
  readonly planVersion: Hash
  readonly component: string
  readonly product?: string
  readonly meter?: string
  /** What discounts go by. */
  readonly category?: string
  /** Whether tax is due on it at all; what a tax provider decides unless given. */
  readonly taxable?: boolean
  readonly taxCategory?: string
  readonly taxRegionHint?: string
  readonly dimensions: Dimensions
  readonly billing: 'advance' | 'arrears'
  /** Model name with version, such as `graduated@1`. */
  readonly model: string
  readonly description: string
  readonly calculation: string
  readonly quantity: Exact
  /** The amount before rounding. */
  readonly exact: Exact
  /** What it was in another currency; absent where its plan is in the document's. Every other figure of it is converted. */
  readonly conversion?: LineConversion
  /** Rounded under the document's policy, in major units of its currency. */
  readonly amount: Decimal
  /** One for each part of the charge's trail, in its order. With the adjustments they sum to the line, in `exact` and in `amount`. */
  readonly details: readonly InvoiceSubLine[]
  /** In the order in which they were made; absent where there are none. */
  readonly adjustments?: readonly InvoiceLineAdjustment[]
  /** Lines that are shown together under one label, such as those of a bundle. */
  readonly group?: ChargeGroup
  /** What a minimum or a cap brings the lines `of` (their ids) to; this line is the rest. */
  readonly target?: ChargeTarget
  /** The stages that made the charge what it is, with version and hash. */
  readonly stages: readonly StageRef[]
}

/** A charge or credit by hand, as the document shows it. */
export interface InvoiceAdjustment {
  readonly id: string
  readonly label: string
  readonly reason: string
  readonly actor: string
  /** Below 0 where it credits the account. */
  readonly amount: Decimal
  readonly effectiveAt: Instant
  /** `false` for one that no discount of the document applies to, such as the correction of an invoice that had its own. */
  readonly discountable?: false
  readonly taxable: boolean
  readonly taxCategory?: string
  readonly taxRegionHint?: string
}

/** What was taken off lines before tax. */
export interface InvoiceDiscount {
  /** Unique on the document: the discount's own, or the id of the grant. */
  readonly key: string
  readonly kind: 'discount' | 'promotional_credit'
  readonly label: string
  readonly reason?: string
  /** The grant that pays, for promotional credit. */
  readonly grant?: string
  /** Above 0; Σ of `lines`. */
  readonly amount: Decimal
  /** Each above 0, by line id. */
  readonly lines: readonly LineShare[]
}

/** Paid credit that settles a part of the document. */
export interface InvoiceSettlement {
  readonly grant: string
  readonly label: string
  /** Above 0; Σ of `lines`. */
  readonly amount: Decimal
  readonly lines: readonly LineShare[]
}

export interface LineShare {
  /** Id of the line, or `adjustment/` and the id of an adjustment. */
  readonly line: string
  readonly amount: Decimal
}

/**
 * Identities over rounded lines, each an exact sum of the figures before it:
 *
 * `subtotal` = Σ lines + Σ adjustments; `subtotal` − `discounts` = `net`, or `gross` where prices include tax; `net` + `tax` = `gross`;
 * `gross` − `credits` + `rounding` = `payable`.
 */
export interface InvoiceTotals {
  /** Σ `exact` of the lines: what their sum would be without rounding. */
  readonly exact: Exact
  readonly subtotal: Decimal
  /** What discounts and promotional credit took off, not below 0. */
  readonly discounts: Decimal
  readonly net: Decimal
  /** `"0"` without a tax answer. */
  readonly tax: Decimal
  readonly gross: Decimal
  /** What paid credit settles, not below 0. */
  readonly credits: Decimal
  /** Cash rounding; `"0"` without. */
  readonly rounding: Decimal
  readonly payable: Decimal
}

/** What happens to a line whose exact amount is zero, such as free usage: it is shown, or left out. */
export type ZeroLines = 'keep' | 'omit'

/** What an invoice says, before anything is known about its issue: everything that `contentHash` covers. */
export interface InvoiceContent extends Interval {
  readonly kind: 'invoice'
  readonly tenant: string
  readonly account: string
  /** Who sells to whom; retail unless given. A document is of one side. */
  readonly side?: Side
  /** Which of the account's separate documents it is; the one of the account unless given. */
  readonly group?: string
  /** 1 for the first document after one that was raised within the period, and so on; the first of its period unless given. */
  readonly sequence?: number
  readonly currency: CurrencyCode
  /** Zone that the period's boundaries are shown in. */
  readonly zone: Zone
  /** What is charged in advance on it; lines in arrears are of the period. */
  readonly advance?: Interval
  readonly rounding: Required<RoundingPolicy>
  readonly zeroLines: ZeroLines
  readonly seller?: InvoiceParty
  readonly customer?: InvoiceParty
  /** Who receives it, where that is not the customer. */
  readonly recipient?: InvoiceParty
  /** The due date follows from them at issue. */
  readonly paymentTerms?: PaymentTerms
  readonly layout?: InvoiceLayout
  /** By subscription, then fees before usage, then meter, component and dimensions; all by UTF-8 bytes. */
  readonly lines: readonly InvoiceLine[]
  /** In byte order of their ids. The lists below are absent where they would be empty. */
  readonly adjustments?: readonly InvoiceAdjustment[]
  /** In the order in which they were taken. */
  readonly discounts?: readonly InvoiceDiscount[]
  /** Figures and evidence; absent where the document was not taxed. */
  readonly tax?: DocumentTax
  /** In burn order. */
  readonly settlements?: readonly InvoiceSettlement[]
  readonly totals: InvoiceTotals
  /** The rates of exchange that lines were converted by, in byte order of the currencies that they convert from. */
  readonly conversions?: readonly FxSnapshot[]
  /** The totals and lines in a second currency. What is owed stays as it is. */
  readonly presentation?: Presentation
}

/** An invoice that could be issued: a preview, or the step before a number is drawn. */
export interface DraftInvoice extends InvoiceContent {
  /** Covers {@link InvoiceContent}; leaves out number, issue time and what was known when. Preview and invoice have the same. */
  readonly contentHash: Hash
  /** What the computation could see. */
  readonly knownAt: KnownAt
}

/** The immutable body of an issued invoice. Its status is a record beside it. */
export interface IssuedInvoice extends DraftInvoice {
  /** Derived from (tenant, account, currency, from, to), and from side, group and sequence where it has them: what may be issued once. */
  readonly id: Hash
  /** Gapless within (tenant, series). */
  readonly number: string
  readonly series: string
  readonly issuedAt: Instant
  /** In the document's zone; absent without payment terms. */
  readonly dueDate?: LocalDate
  /** Covers what the invoice was rated from: contracts, usage with the roots of its events, carry, and what was known. */
  readonly evidenceHash: Hash
  /** Covers the whole document but itself. */
  readonly documentHash: Hash
}
