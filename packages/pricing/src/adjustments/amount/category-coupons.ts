import { isZero, multiply, negate, signOf, smallest, subtract, type Exact, type JsonObject } from '@farthing/core'
import { at, oneOf, optional, readRecord } from '../../models/read-fields.js'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { StageEffect, StageInput, StageWarning } from '../../charges/pipeline/stage.js'
import { carriedRecord } from '../carried.js'
import { readCoupons, type Coupon } from './coupon.js'
import { amountLeft, couponState, isUsable, usedCoupon } from './coupon-state.js'
import { discountable } from './discountable.js'
import { spreadOver, type Spread } from './spread-over.js'

export interface CategoryCoupons {
  readonly coupons: readonly Coupon[]
  /** Coupons work one after the other, each on what the one before left: as `given`, the default, or `percentage_first`. */
  readonly order?: 'given' | 'percentage_first'
  /** How charges share one coupon; `exact` unless given. */
  readonly spread?: Spread
}

/**
 * Coupons, which take no more than what is left. Their uses are handed on from period to period; a period is one use, in however many runs
 * it is rated. What an amount could not use is named in a warning `coupon_not_used_up`, or kept.
 */
export const categoryCoupons = /* @__PURE__ */ defineStage<CategoryCoupons>({
  manifest: { name: 'category-coupons', version: 1, kind: 'amount', scope: 'subscription', step: 'coupon', facts: [], limits: { charges: 10_000, effects: 1_000_000 } },

  check(config, field) {
    const fields = readRecord(config, field, ['coupons', 'order', 'spread'])
    return {
      coupons: readCoupons(fields.coupons, at(field, 'coupons')),
      ...optional(fields, 'order', field, oneOf(['given', 'percentage_first'])),
      ...optional(fields, 'spread', field, oneOf(['exact', 'minor_units'])),
    }
  },

  run(input) {
    const effects: StageEffect[] = []
    const warnings: StageWarning[] = []
    const states = new Map<string, JsonObject>()
    let charges = input.charges
    for (const coupon of inOrder(input.config)) {
      const use = useCoupon(coupon, charges, input)
      if (use === undefined) continue
      effects.push(...use.effects)
      warnings.push(...use.warnings)
      states.set(coupon.id, use.state)
      charges = use.charges
    }
    const carry = Object.fromEntries([...Object.entries(input.carry), ...states])
    return { effects, ...(warnings.length === 0 ? {} : { warnings }), carry }
  },
})

function inOrder({ coupons, order }: CategoryCoupons): readonly Coupon[] {
  if (order !== 'percentage_first') return coupons
  return [...coupons.filter(({ percent }) => percent !== undefined), ...coupons.filter(({ percent }) => percent === undefined)]
}

interface CouponUse {
  readonly effects: readonly StageEffect[]
  readonly warnings: readonly StageWarning[]
  readonly state: JsonObject
  /** As the next coupon finds them. */
  readonly charges: readonly ChargeDraft[]
}

function useCoupon(coupon: Coupon, charges: readonly ChargeDraft[], input: StageInput<CategoryCoupons>): CouponUse | undefined {
  const { rule, config, carry, context } = input
  const { id, categories, percent, label = id } = coupon
  const state = couponState(coupon, carriedRecord(carry, id), input)
  if (!isUsable(coupon, state)) return undefined
  const { charges: bearing, total } = discountable(charges.filter(({ category }) => categories === undefined || (category !== undefined && categories.includes(category))))
  const taken = percent === undefined ? smallest(amountLeft(coupon, state), total) : multiply(total, multiply(percent, '0.01'))
  if (isZero(taken)) return undefined
  const shares = spreadOver(taken, bearing, { spread: config.spread ?? 'exact', currency: context.currency })
  const off = new Map(shares.map(({ charge, amount }) => [charge, negate(amount)]))
  return {
    effects: [...off].map(([charge, amount]) => ({ kind: 'adjust', charge, amount, label })),
    warnings: context.continues === true ? [] : forfeited(coupon, subtract(amountLeft(coupon, state), taken)),
    state: usedCoupon(coupon, state, { taken, period: context.period.from }),
    charges: charges.map((charge) => reduced(charge, off.get(charge.key), { stage: rule, rule, label })),
  }
}

function forfeited({ id, amount, remainder }: Coupon, left: Exact): readonly StageWarning[] {
  if (amount === undefined || remainder === 'kept' || signOf(left) <= 0) return []
  return [{ code: 'coupon_not_used_up', because: `${id} takes ${subtract(amount, left)} of ${amount}; ${left} of it is forfeited` }]
}

function reduced(charge: ChargeDraft, amount: Exact | undefined, trail: { readonly stage: string; readonly rule: string; readonly label: string }): ChargeDraft {
  return amount === undefined ? charge : { ...charge, adjustments: [...charge.adjustments, { ...trail, amount }] }
}
