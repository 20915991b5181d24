import { compare, fail, type Decimal } from '@farthing/core'
import { at, oneOf, optional, readCount, readList, readPositive, readRecord, readText } from '../../models/read-fields.js'

/** Money off, by a code that somebody entered. Either `percent` or `amount` is given. */
export interface Coupon {
  /** Unique in its rule. */
  readonly id: string
  /** At most 100. */
  readonly percent?: Decimal
  readonly amount?: Decimal
  /** Charges that it is for, by category; all unless given. */
  readonly categories?: readonly string[]
  /** Billing periods in which it takes something: `once`, the default, `forever`, or a number. A period with nothing to take it from does not count. */
  readonly uses?: 'once' | 'forever' | number
  /** What becomes of what a period could not use of an amount: `forfeited`, the default, with a warning, or, for one that is used once, `kept` for later periods. */
  readonly remainder?: 'forfeited' | 'kept'
  /** Shown on the charges; the id unless given. */
  readonly label?: string
}

const maxCoupons = 1_000

/** Reads coupons in canonical form. @throws `catalog.malformed`, `price.invalid`, `stage.over_discounted`, `program.invalid` */
export function readCoupons(value: unknown, field: string): readonly Coupon[] {
  const coupons = readList(value, field, { min: 1, max: maxCoupons }).map((coupon, index) => readCoupon(coupon, at(field, index)))
  const ids = coupons.map(({ id }) => id)
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index)
  if (repeated >= 0) refuse(at(at(field, repeated), 'id'), `is ${ids[repeated] ?? ''} a second time`)
  return coupons
}

function readCoupon(value: unknown, field: string): Coupon {
  const fields = readRecord(value, field, ['id', 'percent', 'amount', 'categories', 'uses', 'remainder', 'label'])
  const coupon: Coupon = {
    id: readText(fields.id, at(field, 'id')),
    ...optional(fields, 'percent', field, readPercent),
    ...optional(fields, 'amount', field, readPositive),
    ...optional(fields, 'categories', field, (names, place) => readList(names, place, { min: 1, max: maxCoupons }).map((name, index) => readText(name, at(place, index)))),
    ...optional(fields, 'uses', field, readUses),
    ...optional(fields, 'remainder', field, oneOf(['forfeited', 'kept'])),
    ...optional(fields, 'label', field, readText),
  }
  const { percent, amount, uses = 'once', remainder } = coupon
  if ((percent === undefined) === (amount === undefined)) refuse(field, 'has percent and amount, or neither')
  if (remainder === 'kept' && (amount === undefined || uses !== 'once')) refuse(at(field, 'remainder'), 'is kept, which is for an amount that is used once')
  return coupon
}

function readPercent(value: unknown, field: string): Decimal {
  const percent = readPositive(value, field)
  if (compare(percent, '100') <= 0) return percent
  return fail('stage.over_discounted', { field, because: `is ${percent}, more than 100`, facts: { percent } })
}

function readUses(value: unknown, field: string): NonNullable<Coupon['uses']> {
  if (typeof value === 'string') return oneOf(['once', 'forever'])(value, field)
  const uses = readCount(value, field)
  return uses > 0 ? uses : refuse(field, 'is 0, which is no coupon')
}

function refuse(field: string, because: string): never {
  return fail('program.invalid', { field, because })
}
