import type { Instant } from '../time/time-type.js'

/** That a party is known to a tax authority. */
export interface TaxRegistration {
  /** Name of the tax, such as `vat`. */
  readonly tax: string
  readonly jurisdiction: string
  readonly number: string
}

/** Why no tax is due, or why another party owes it: for people, and as a code such as `VATEX-EU-AE`. */
export interface TaxReason {
  readonly code: string
  readonly text: string
}

/** That a customer owes no tax, for as long as a certificate holds. Bounds that are absent are open. */
export interface TaxExemption {
  readonly jurisdiction: string
  /** The one tax that it is about; all of the jurisdiction unless given. */
  readonly tax?: string
  /** The one category that it is about; all unless given. */
  readonly category?: string
  readonly reason: TaxReason
  readonly certificate?: string
  readonly from?: Instant
  readonly to?: Instant
}

/** What taxes of an account depend on. A document freezes what it was taxed by. */
export interface TaxProfile {
  /** Where it is established, such as `DE` or `CA-QC`. */
  readonly jurisdiction: string
  /** At most 100. */
  readonly registrations: readonly TaxRegistration[]
  /** At most 100. */
  readonly exemptions?: readonly TaxExemption[]
}
