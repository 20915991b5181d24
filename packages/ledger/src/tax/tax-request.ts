import type { CurrencyCode, Decimal, Instant, Interval, TaxExemption, TaxRegistration } from '@farthing/core'

// What an account keeps of them is what a request says.
export type { TaxExemption, TaxReason, TaxRegistration } from '@farthing/core'

/** Whether amounts are without the taxes that are asked for, or hold them. */
export type TaxedPrices = 'exclusive' | 'inclusive'

/**
 * The instant whose rates a line is taxed at.
 *
 * `document`: that of the document. `line_start`: the first instant of the line. `line_end`: its last instant, which is one microsecond before `to`.
 * `split`: the line is cut where taxes change, and each portion has its own; amounts are shared by time.
 */
export type TaxPointRule = 'document' | 'line_start' | 'line_end' | 'split'

export interface TaxParty {
  /** Tenant or account. */
  readonly id: string
  /** Where it is established, such as `DE` or `CA-QC`. */
  readonly jurisdiction: string
  /** At most 100. */
  readonly registrations: readonly TaxRegistration[]
}

export interface TaxCustomer extends TaxParty {
  /** At most 100. */
  readonly exemptions?: readonly TaxExemption[]
}

/** One line of a document, as far as its taxes depend on it. */
export interface TaxRequestLine extends Interval {
  /** Key of the line in its document. */
  readonly key: string
  /** After discounts; with or without taxes as `prices` says. Of any sign: a credit line has negative taxes. */
  readonly amount: Decimal
  readonly taxable: boolean
  /** What is sold, in the words of the tax rates. */
  readonly category?: string
  /** Where it is used, when that is not where the customer is. */
  readonly region?: string
  readonly product?: string
}

/** What a document asks of a {@link TaxAnswer}: everything that its taxes depend on. */
export interface TaxRequest {
  readonly tenant: string
  /** Identity of the document, by which a provider that files knows it. */
  readonly document: string
  readonly currency: CurrencyCode
  readonly prices: TaxedPrices
  readonly taxPoint: Instant
  readonly taxPointRule: TaxPointRule
  readonly seller: TaxParty
  readonly customer: TaxCustomer
  /** At most 100,000, with unique keys. */
  readonly lines: readonly TaxRequestLine[]
}
