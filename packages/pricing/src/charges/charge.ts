import type { CurrencyCode, Dimensions, Exact, Hash, Interval } from '@farthing/core'
import type { ChargePart } from '../models/charge-part.js'
import type { ChargeAdjustment, GrantedUnits, StageRef } from './charge-adjustment.js'

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
  /** Key of the component in the plan, such as `tokens`; the id of the stage for a charge that a stage adds, such as a minimum. */
  readonly component: string
  /** What the component says is shown instead of its key. */
  readonly label?: string
  /** Product that the component belongs to, when the plan names one. */
  readonly product?: string
  /** Meter whose usage is priced; absent for a flat price. */
  readonly meter?: string
  /** What discounts go by, such as `compute`; from the component. */
  readonly category?: string
  /** Whether tax is due on it at all; what a tax provider decides unless given. */
  readonly taxable?: boolean
  /** What tax providers and rate tables call it, such as `saas`. */
  readonly taxCategory?: string
  /** Where it is taxed, when that is not where the account is. */
  readonly taxRegionHint?: string
  /** The group of usage: one value for each dimension in the component's `by`. */
  readonly dimensions: Dimensions
  readonly billing: 'advance' | 'arrears'
  /** Model name with version, such as `graduated@1`. */
  readonly model: string
  readonly quantity: Exact
  /** Exact and unrounded: rounding belongs to invoice assembly. The sum of `trail` and of `adjustments`. */
  readonly amount: Exact
  readonly currency: CurrencyCode
  /** What it costs by its price alone, step by step; allowances are steps that cost nothing. */
  readonly trail: readonly ChargePart[]
  /** Units that grants covered, in the order in which they did: for the journals of the grants. */
  readonly granted?: readonly GrantedUnits[]
  /** What amount stages changed, in the order in which they ran. */
  readonly adjustments?: readonly ChargeAdjustment[]
  /** Lines that are shown together under one label, such as those of a bundle. */
  readonly group?: ChargeGroup
  /** On the charge of a minimum or a cap. */
  readonly target?: ChargeTarget
  /** The stages that made it what it is, in the order in which they ran; the first is its price producer. */
  readonly stages: readonly StageRef[]
  /** Digest of the usage that was priced. */
  readonly usageDigest: Hash
}

export interface ChargeGroup {
  readonly key: string
  readonly label: string
}

/**
 * What a minimum or a cap brings a sum to: its exact amount is `amount` − Σ the exact amounts of the charges `of`.
 * A document rounds those and `amount` first and takes the difference, so that what is shown sums to the target. A fraction where a
 * minimum is prorated, or where a later stage took a share of what the target is for.
 */
export interface ChargeTarget {
  readonly amount: Exact
  /** Charge keys. */
  readonly of: readonly Hash[]
}
