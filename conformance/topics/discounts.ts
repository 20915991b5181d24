import { addAll, compare, isZero, round, subtract, type CurrencyCode, type Decimal, type Exact } from '@farthing/core'
import { categoryCoupons, fixedDiscount, includedQuantity, percentDiscount, type Coupon, type ProgramResult } from '@farthing/pricing'
import type { Answer, Topic, Vector } from '../vector.js'
import { ruleOf, type AskedRounding } from './rounding.js'
import { runLines, takenBy } from './run-lines.js'

interface GivenCoupon {
  readonly type: 'fixed' | 'percentage'
  readonly amount_cents?: Decimal
  readonly used_cents?: Decimal
  readonly recurring?: boolean
  readonly rate?: Decimal
}

/** The fields of all operations; a case has those of its own. */
interface Given {
  readonly op: string
  readonly amount_cents: Exact
  readonly coupons: readonly GivenCoupon[]
  readonly order: 'given' | 'percentage_first'
  readonly discount_cents: Decimal
  readonly line_cents: readonly Exact[]
  readonly method: 'proportional_exact' | 'largest_remainder'
  readonly scale?: number
  readonly kind: 'percentage' | 'fixed'
  readonly price: Exact
  readonly value: Decimal
  readonly rounding?: AskedRounding
  readonly allowance: Decimal
  readonly previous_quantity: Exact
  readonly quantity: Exact
}

export const discounts: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  return translate === undefined ? { unsupported: `the operation ${given.op} is not known` } : translate(given, vector.expect)
}

const operations: { readonly [op: string]: ((given: Given, expect: Vector['expect']) => Answer) | undefined } = {
  coupons,
  spread: ({ discount_cents: amount, line_cents: lines, method, scale }, expect) => {
    const spread = method === 'largest_remainder' ? 'minor_units' : 'exact'
    const ran = runLines({ lines, currency: cents, stages: [fixedDiscount('discount', { amount, spread, overDiscount: 'capped' })] })
    const taken = takenBy(ran, 'discount', lines)
    if (scale === undefined) return { answered: { line_discounts_cents: taken } }
    const shares = taken.map((each) => round(each, { mode: 'half-up', exponent: scale }))
    const stated = (expect['line_discounts_cents'] ?? []) as readonly Exact[]
    const isSame = shares.every((share, index) => compare(share, stated[index] ?? '0') === 0)
    const isNear = shares.every((share, index) => compare(round(subtract(share, stated[index] ?? '0'), { mode: 'half-up', exponent: scale - 1 }), '0') === 0)
    return !isSame && isNear ? { unsupported: roundedTwice } : { answered: { line_discounts_cents: shares } }
  },
  single: ({ kind, price, value, rounding }) => {
    const stage = kind === 'fixed' ? fixedDiscount('discount', { amount: value, overDiscount: 'capped' }) : percentDiscount('discount', { percent: value, overDiscount: 'capped' })
    const [taken = '0'] = takenBy(runLines({ lines: [price], stages: [stage] }), 'discount', [price])
    const to = (amount: Exact): Exact => (rounding === undefined ? amount : round(amount, ruleOf(rounding)))
    return { answered: { discount: to(taken), final: to(subtract(price, to(taken))) } }
  },
  usage_allowance: ({ allowance, previous_quantity: previous, quantity }) => {
    const stages = [includedQuantity('allowance', { quantity: allowance })]
    const before = runLines({ quantities: [previous], stages, continues: true })
    const ran = runLines({ quantities: [quantity], stages, carryIn: before.carryOut })
    return { answered: { quantity: leftOf(ran), previous_quantity: leftOf(before), applied: allowedIn(ran), applied_before: allowedIn(before) } }
  },
}

const roundedTwice = 'the source rounds the shares of each of several coupons, which moves the last digit; ours are rounded once'

/** A currency without minor units counts whole cents. */
const cents: CurrencyCode = 'JPY'

/** Each coupon works on what is left, rounded to a cent: one run for each, in the order in which a run of all of them takes them. */
function coupons({ amount_cents: amount, coupons: given, order }: Given): Answer {
  const all = given.map((coupon, index) => ({ ...couponOf(coupon), id: String(index).padStart(4, '0') }))
  const together = runLines({ lines: [amount], currency: cents, stages: [categoryCoupons('coupons', { coupons: all, order })], carryIn: earlierUse(given, all) })
  const taken = (together.drafts[0]?.adjustments ?? []).map(({ label }) => label)
  const each = new Map<string, Decimal>()
  let left = amount
  for (const coupon of taken.flatMap((id) => all.filter((one) => one.id === id))) {
    const ran = runLines({ lines: [left], currency: cents, stages: [categoryCoupons('coupons', { coupons: [coupon] })], carryIn: earlierUse(given, all) })
    const discount = round(takenBy(ran, 'coupons', [left])[0] ?? '0', ruleOf({ mode: 'half_up', scale: 0 }))
    each.set(coupon.id, discount)
    left = subtract(left, discount)
  }
  return { answered: { discount_cents: addAll([...each.values()]), each_cents: all.map(({ id }) => each.get(id) ?? '0') } }
}

function couponOf({ type, amount_cents: amount, rate, recurring }: GivenCoupon): Omit<Coupon, 'id'> {
  if (type === 'percentage') return { percent: rate ?? '0', uses: 'forever' }
  return { amount: amount ?? '0', ...(recurring === true ? { uses: 'forever' } : { remainder: 'kept' }) }
}

/** What an earlier period used of each amount. */
function earlierUse(given: readonly GivenCoupon[], all: readonly Coupon[]): ProgramResult['carryOut'] {
  return given.reduce<ProgramResult['carryOut']>((carryIn, { used_cents: used = '0' }, index) => {
    const coupon = all[index]
    if (coupon === undefined || isZero(used)) return carryIn
    return runLines({ lines: [used], isNext: true, currency: cents, stages: [categoryCoupons('coupons', { coupons: [coupon] })], carryIn }).carryOut
  }, {})
}

function leftOf({ drafts }: ProgramResult): Exact {
  return addAll(drafts.map(({ quantity }) => quantity))
}

function allowedIn({ drafts }: ProgramResult): Exact {
  return addAll(drafts.flatMap(({ allowances }) => allowances.map(({ quantity }) => quantity)))
}
