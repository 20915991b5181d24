import { add, addAll, type Dimensions, type Exact, type Interval, type UsagePart } from '@farthing/core'
import type { ChargePart } from '../../models/charge-part.js'
import type { Price } from '../../models/price.js'
import type { ChargeAdjustment, ChargeAllowance, StageRef } from '../charge-adjustment.js'
import type { ChargeGroup } from '../charge.js'

/** A charge on its way through a program: plain JSON, as stages see it. Rating gives it its keys when the program is through. */
export interface ChargeDraft extends Interval {
  /** Unique in the program run; stages name charges by it. */
  readonly key: string
  /** Key of the component in the plan, or id of the stage that added it. */
  readonly component: string
  readonly dimensions: Dimensions
  readonly label?: string
  readonly product?: string
  readonly category?: string
  readonly meter?: string
  readonly billing: 'advance' | 'arrears'
  readonly taxable?: boolean
  readonly taxCategory?: string
  readonly taxRegionHint?: string
  /** Price of its component; none for a charge that a stage added. */
  readonly price?: Price
  /** What was used, or the share of the period for a fee. */
  readonly measured: Exact
  /** What is left of it to be priced. */
  readonly quantity: Exact
  /** Usage of the meters that its price reads beside its own, and of its own, by name. */
  readonly quantities?: { readonly [meter: string]: Exact }
  /** What it is made of, where that can be priced on its own, such as allocations with their price snapshots. */
  readonly parts?: readonly UsagePart[]
  readonly allowances: readonly ChargeAllowance[]
  /** Empty until a producer prices it. */
  readonly trail: readonly ChargePart[]
  readonly adjustments: readonly ChargeAdjustment[]
  readonly group?: ChargeGroup
  readonly target?: DraftTarget
  /** Model or stage that priced it, such as `graduated@1`; empty until one did. */
  readonly model: string
  readonly stages: readonly StageRef[]
}

/** As `ChargeTarget`, with the keys of drafts. */
export interface DraftTarget {
  readonly amount: Exact
  readonly of: readonly string[]
}

/** What a draft costs by its price alone. */
export function listAmountOf({ trail }: Pick<ChargeDraft, 'trail'>): Exact {
  return addAll(trail.map(({ amount }) => amount))
}

/** What a draft costs with what amount stages changed so far. */
export function amountOf(draft: Pick<ChargeDraft, 'trail' | 'adjustments'>): Exact {
  return add(listAmountOf(draft), addAll(draft.adjustments.map(({ amount }) => amount)))
}
