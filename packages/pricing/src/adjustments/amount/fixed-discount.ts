import { add, multiply, negate, smallest, subtract, type Decimal } from '@farthing/core'
import { at, oneOf, optional, readNotNegative, readRecord, readText } from '../../models/read-fields.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import { billedShare, readProration, type StageProration } from '../billed-share.js'
import { carriedFigure, isSamePeriod } from '../carried.js'
import { discountable } from './discountable.js'
import { checkDiscount, readOverDiscount, type OverDiscount } from './over-discount.js'
import { spreadOver, type Spread } from './spread-over.js'

export interface FixedDiscount {
  /** Taken off the selected charges of a period, together. */
  readonly amount: Decimal
  /** What a part of a period gets; all of it, `none`, unless given. */
  readonly proration?: StageProration
  /** How the charges share it; `exact` unless given. */
  readonly spread?: Spread
  readonly overDiscount?: OverDiscount
  /** Shown on the charges; `Discount` unless given. */
  readonly label?: string
}

/**
 * An amount off a period's charges, spread over those that cost something in proportion to what is left of each.
 *
 * A period gets it once, in however many runs it is rated; what one run could not take is there for the next of the same period.
 *
 * @throws `stage.over_discounted` for more than is left, unless `overDiscount` is `capped`: then the rest is named in a warning.
 */
export const fixedDiscount = /* @__PURE__ */ defineStage<FixedDiscount>({
  manifest: { name: 'fixed-discount', version: 1, kind: 'amount', scope: 'subscription', step: 'discount', facts: [], limits: { charges: 10_000, effects: 10_000 } },

  check(config, field) {
    const fields = readRecord(config, field, ['amount', 'proration', 'spread', 'overDiscount', 'label'])
    return {
      amount: readNotNegative(fields.amount, at(field, 'amount')),
      ...optional(fields, 'proration', field, readProration),
      ...optional(fields, 'spread', field, oneOf(['exact', 'minor_units'])),
      ...optional(fields, 'overDiscount', field, readOverDiscount),
      ...optional(fields, 'label', field, readText),
    }
  },

  run({ rule, charges, config, carry, context }) {
    const { proration = 'none', spread = 'exact', overDiscount, label = 'Discount' } = config
    const granted = multiply(config.amount, billedShare(context, proration))
    const before = isSamePeriod(carry, { context }) ? carry : {}
    const wanted = proration === 'none' ? carriedFigure(before, 'left', granted) : add(granted, carriedFigure(before, 'left'))
    const { charges: bearing, total } = discountable(charges)
    const warnings = context.continues === true ? [] : checkDiscount(rule, { wanted, available: total }, overDiscount)
    const taken = smallest(wanted, total)
    const shares = spreadOver(taken, bearing, { spread, currency: context.currency })
    return {
      effects: shares.map(({ charge, amount }) => ({ kind: 'adjust', charge, amount: negate(amount), label })),
      ...(warnings.length === 0 ? {} : { warnings }),
      carry: { period: context.period.from, left: subtract(wanted, taken) },
    }
  },
})
