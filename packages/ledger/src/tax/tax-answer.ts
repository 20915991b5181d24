import type { CurrencyCode, Decimal, Digest, Hash, Instant, Interval } from '@farthing/core'
import type { TaxReason, TaxRegistration, TaxRequest } from './tax-request.js'

export type TaxTreatment = 'standard' | 'reduced' | 'zero' | 'exempt' | 'reverse_charge' | 'out_of_scope'

/** Category code of EN 16931 (BT-118, BT-151). `L` and `M` are the taxes of the Canary Islands and of Ceuta and Melilla. */
export type TaxCategoryCode = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O' | 'L' | 'M'

/** What a tax is, before it has a key. */
export interface TaxTermsContent {
  /** Name of the tax, such as `vat`. */
  readonly tax: string
  /** Whose tax it is. */
  readonly jurisdiction: string
  readonly treatment: TaxTreatment
  readonly categoryCode: TaxCategoryCode
  /** From 0 to 1,000, with at most 12 digits; above zero for `standard` and `reduced`, zero for the others. */
  readonly percent: Decimal
  /** On the amount and the taxes in front of it, instead of on the amount alone. */
  readonly compound: boolean
  /** There for `exempt`, `reverse_charge` and `out_of_scope`, and for no other. */
  readonly reason?: TaxReason
  /** The registrations that it stands on. Both are there for `reverse_charge`. */
  readonly sellerRegistration?: TaxRegistration
  readonly customerRegistration?: TaxRegistration
}

/** A tax at one rate under one treatment: what is summed, rounded, shown, posted and credited on its own. */
export interface TaxTerms extends TaxTermsContent {
  /** Hash of the content: `tax-key/1`. */
  readonly key: Hash
  /** `percent` × 100. A decimal: 9.975 % are 997.5 basis points. */
  readonly basisPoints: Decimal
}

/** A line, or the part of it that is taxed alike. */
export interface TaxPortion extends Interval {
  /** Key of the line. */
  readonly line: string
  /** The portions of a line sum to its amount. */
  readonly amount: Decimal
  readonly taxPoint: Instant
  /** Keys of one to eight taxes, in the order in which they compound. */
  readonly taxes: readonly Hash[]
}

/**
 * `quoted`: asked, and nothing follows from it. `committed`: filed for an issued document. `voided`: filed and withdrawn. Only providers that file
 * know the last two.
 */
export type TaxState = 'quoted' | 'committed' | 'voided'

/** What a provider says to a {@link TaxRequest}: which taxes apply to which lines. Amounts follow from it, see `computeTax`. */
export interface TaxAnswer {
  /** Hash of the request that is answered. */
  readonly request: Hash
  readonly provider: TaxProviderName
  readonly state: TaxState
  /** The provider's own name for what it filed; there unless `quoted`. */
  readonly reference?: string
  readonly currency: CurrencyCode
  /** At most 1,000. Each applies to a portion. */
  readonly taxes: readonly TaxTerms[]
  /** Every line has one or more. */
  readonly portions: readonly TaxPortion[]
}

export interface TaxProviderName {
  readonly name: string
  /** Of its rates and rules. */
  readonly version: string
}

/** Answers tax requests without asking anybody: same request, same answer. */
export type TaxAnswerer = (request: TaxRequest, digest?: Digest) => TaxAnswer
