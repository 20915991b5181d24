import type { Decimal, Instant } from '@farthing/core'
import type { TaxCategoryCode, TaxTreatment } from '../tax-answer.js'
import type { TaxReason } from '../tax-request.js'

/** For how long something holds: from the first instant, until the last one is reached. Bounds that are absent are open. */
export interface TaxValidity {
  readonly from?: Instant
  readonly to?: Instant
}

/** A tax of a row, in the words of the host. */
export interface RatedTax {
  /** Name of the tax, such as `vat`. Registrations are found by it. */
  readonly tax: string
  /** Whose tax it is; that of the row unless given, as for a federal tax in the row of a province. */
  readonly jurisdiction?: string
  readonly treatment: TaxTreatment
  /** The usual one of the treatment unless given: `S`, `Z`, `E`, `AE` or `O`. */
  readonly categoryCode?: TaxCategoryCode
  /** Percent, such as `"19"` or `"9.975"`; `"0"` unless given. */
  readonly percent?: Decimal
  /** On the amount and the taxes in front of it; on the amount alone unless given. */
  readonly compound?: boolean
  readonly reason?: TaxReason
}

/** What is due on a category in a jurisdiction, while it holds. */
export interface TaxRateRow extends TaxValidity {
  readonly jurisdiction: string
  readonly category: string
  /** One to eight, in the order in which they compound. */
  readonly taxes: readonly RatedTax[]
}

/**
 * That the customer owes the tax: where the seller is established elsewhere, both are registered for the tax, and the customer is registered where it
 * is due.
 */
export interface ReverseChargeRule extends TaxValidity {
  readonly tax: string
  /** Where the tax is due. */
  readonly jurisdictions: readonly string[]
  /** Where the seller is established; anywhere unless given. */
  readonly sellers?: readonly string[]
  /** Any category unless given. */
  readonly categories?: readonly string[]
  readonly reason: TaxReason
}

/** What is said of lines that are not taxable. */
export interface UntaxedRule {
  readonly tax: string
  readonly treatment: 'exempt' | 'out_of_scope'
  readonly reason: TaxReason
}

/** Rates and rules that a host configured. Holds what the host puts in: the library brings no rate. */
export interface TaxRateBook {
  readonly name: string
  /** Of its content: stands on every answer. */
  readonly version: string
  /** Where a line is taxed that names no region: where the customer is unless given. */
  readonly place?: 'customer' | 'seller'
  /** Category of lines that name none; such a line is refused unless given. */
  readonly defaultCategory?: string
  /** At most 100,000. No two of one jurisdiction and category hold at the same instant. */
  readonly rates: readonly TaxRateRow[]
  /** At most 1,000. The first that applies decides. */
  readonly reverseCharge?: readonly ReverseChargeRule[]
  /** Lines that are not taxable are refused unless given. */
  readonly untaxed?: UntaxedRule
}
