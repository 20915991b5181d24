import type { CurrencyCode, Dimensions, Exact, Hash, Interval } from '@farthing/core'
import type { ChargePart } from '../models/charge-part.js'

/** Who sells to whom: a reseller's customer pays the retail charge, the reseller the wholesale charge of the same usage. */
export type Side = 'retail' | 'wholesale'

/**
 * What the pipeline carries: an exact amount for one component and one group of usage, with its trail.
 * `from` and `to` are the billed part of the period: cut where the subscription starts or ends inside it.
 */
export interface Charge extends Interval {
  /** Identity: *what* is charged. */
  readonly chargeKey: Hash
  /** Content: *this rating of it*. Carries no time, cut or revision. */
  readonly ratingKey: Hash
  readonly side: Side
  readonly subscription: string
  readonly plan: string
  readonly planVersion: Hash
  /** Key of the component in the plan, such as `tokens`. */
  readonly component: string
  /** What the component says is shown instead of its key. */
  readonly label?: string
  /** Product that the component belongs to, when the plan names one. */
  readonly product?: string
  /** Meter whose usage is priced; absent for a flat price. */
  readonly meter?: string
  /** The group of usage: one value for each dimension in the component's `by`. */
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
