import { add, compare, isZero, subtract, type Exact, type JsonObject } from '@farthing/core'
import type { StageInput } from '../../charges/pipeline/stage.js'
import { carriedFigure, isSamePeriod } from '../carried.js'
import type { Coupon } from './coupon.js'

/** How far a coupon is used up. */
export interface CouponState {
  /** Periods in which it took something. */
  readonly uses: Exact
  /** Whether this period is among them. */
  readonly isInUse: boolean
  /** What is left of an amount. */
  readonly left: Exact
}

/** Reads what the coupon's last use handed on. @throws `rating.carry_invalid` */
export function couponState(coupon: Coupon, carry: JsonObject, run: Pick<StageInput, 'context'>): CouponState {
  return { uses: carriedFigure(carry, 'uses'), isInUse: isSamePeriod(carry, run), left: carriedFigure(carry, 'left', coupon.amount ?? '0') }
}

/** Whether it may take something of this period, and how much of an amount. */
export function isUsable({ uses = 'once', remainder }: Coupon, state: CouponState): boolean {
  if (state.isInUse || uses === 'forever') return true
  if (remainder === 'kept') return !isZero(state.left)
  return compare(state.uses, uses === 'once' ? '1' : (`${uses}` as const)) < 0
}

/** An amount starts anew in each period, unless what is left of it is kept. */
export function amountLeft({ amount = '0', remainder }: Coupon, { isInUse, left }: CouponState): Exact {
  return isInUse || remainder === 'kept' ? left : amount
}

/** What the next run is handed after the coupon took something. */
export function usedCoupon(coupon: Coupon, state: CouponState, { taken, period }: { readonly taken: Exact; readonly period: string }): JsonObject {
  const counted = state.isInUse || (coupon.remainder === 'kept' && !isZero(state.uses))
  const uses = counted ? state.uses : add(state.uses, '1')
  return { period, uses, ...(coupon.amount === undefined ? {} : { left: subtract(amountLeft(coupon, state), taken) }) }
}
