import type { CurrencyCode, Dimensions, Exact, Hash, Interval } from '@farthing/core'
import type { Decimal } from '@farthing/core'

/** One step of a price: a tier, or the whole of a price without tiers. Parts sum to the charge in quantity and amount. */
export interface ChargePart {
  /** What people call it: `Flat fee`, `Tier 2`. */
  readonly label: string
  /** 1-based; absent where the model has no tiers. */
  readonly tier?: number
  readonly quantity: Exact
  readonly unit: Decimal
  readonly flat: Decimal
  readonly amount: Exact
}

/** What the pipeline carries: an exact amount for one component and one group of usage in one period, with its trail. */
export interface Charge extends Interval {
  /** Identity: *what* is charged. */
  readonly chargeKey: Hash
  /** Content: *this rating of it*. Carries no time, cut or revision. */
  readonly ratingKey: Hash
  readonly subscription: string
  readonly plan: string
  readonly planVersion: Hash
  /** Key of the component in the plan, such as `tokens`. */
  readonly component: string
  /** Product that the component belongs to, when the plan names one. */
  readonly product?: string
  /** Meter whose usage is priced; absent for a flat price. */
  readonly meter?: string
  readonly dimensions: Dimensions
  readonly billing: 'advance' | 'arrears'
  /** Model name with version, such as `graduated@1`. */
  readonly model: string
  readonly quantity: Exact
  /** Exact and unrounded: rounding belongs to invoice assembly. */
  readonly amount: Exact
  readonly currency: CurrencyCode
  readonly trail: readonly ChargePart[]
  /** Digest of the usage that was priced. */
  readonly usageDigest: Hash
}
