import type { CurrencyCode, Decimal, Exact, Hash, Instant, Interval } from '@farthing/core'
import type { TaxProviderName, TaxTerms } from './tax-answer.js'
import type { TaxedPrices } from './tax-request.js'

/** One tax of a document: its terms and its figures. The tax breakdown of EN 16931 (BG-23) is one of these each. */
export interface TaxSubtotal extends TaxTerms {
  /** Keys of the lines that it is on, in the order of the document. */
  readonly lines: readonly string[]
  /** What it is a share of: Σ net of its portions, and for a compound tax Σ of the taxes in front of it. */
  readonly base: Decimal
  /** Before rounding. */
  readonly exact: Exact
  /** Σ of its amounts over all portions. */
  readonly amount: Decimal
}

/** What a portion of a line bears of one tax. */
export interface TaxShare {
  readonly key: Hash
  readonly amount: Decimal
}

/** `gross` = `net` + `tax`, always. */
export interface TaxedAmount {
  readonly net: Decimal
  readonly tax: Decimal
  readonly gross: Decimal
}

/** The part of a line that is taxed alike. `tax` = Σ `taxes`. */
export interface TaxedPortion extends TaxedAmount, Interval {
  readonly taxPoint: Instant
  /** In the order in which they compound. */
  readonly taxes: readonly TaxShare[]
}

/** A line and its taxes: the sums of its portions. */
export interface TaxedLine extends TaxedAmount {
  /** Key of the line in its document. */
  readonly line: string
  readonly portions: readonly TaxedPortion[]
}

/** Sums over the lines, and over the taxes: `tax` is both. */
export interface TaxTotals extends TaxedAmount {
  /** Σ `exact` of the taxes. */
  readonly exactTax: Exact
}

/**
 * The taxes of a document, to be frozen on it: figures and the evidence for them.
 *
 * Says nothing about filing, because a preview and its invoice have one content: what a provider filed is a record beside the document.
 */
export interface DocumentTax {
  /** Hash of the request that was answered. */
  readonly request: Hash
  readonly provider: TaxProviderName
  readonly currency: CurrencyCode
  readonly prices: TaxedPrices
  /** By jurisdiction, tax, category code, percent, key. */
  readonly taxes: readonly TaxSubtotal[]
  /** In the order of the request. */
  readonly lines: readonly TaxedLine[]
  readonly totals: TaxTotals
}
