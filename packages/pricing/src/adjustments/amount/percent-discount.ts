import { compare, fail, isZero, multiply, negate, smallest, type Decimal } from '@farthing/core'
import { at, optional, readNotNegative, readRecord, readText } from '../../models/read-fields.js'
import { amountOf } from '../../charges/pipeline/charge-draft.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import { readOverDiscount, type OverDiscount } from './over-discount.js'

export interface PercentDiscount {
  /** `"10"` takes a tenth. At most 100, unless `overDiscount` is `capped`. */
  readonly percent: Decimal
  readonly overDiscount?: OverDiscount
  /** Shown on the charge; such as `Discount 10 %` unless given. */
  readonly label?: string
}

/**
 * A percentage off each selected charge, of what is left of it: after a discount of 15 %, one of 20 % takes 20 % of 85.
 * A credit, such as that for unused time, shrinks by as much.
 */
export const percentDiscount = /* @__PURE__ */ defineStage<PercentDiscount>({
  manifest: { name: 'percent-discount', version: 1, kind: 'amount', scope: 'charge', step: 'discount', facts: [], limits: { charges: 1, effects: 1 } },

  check(config, field) {
    const fields = readRecord(config, field, ['percent', 'overDiscount', 'label'])
    const discount: PercentDiscount = {
      percent: readNotNegative(fields.percent, at(field, 'percent')),
      ...optional(fields, 'overDiscount', field, readOverDiscount),
      ...optional(fields, 'label', field, readText),
    }
    const { percent, overDiscount } = discount
    if (compare(percent, whole) > 0 && overDiscount !== 'capped') {
      fail('stage.over_discounted', { field: at(field, 'percent'), because: `is ${percent}, more than ${whole}`, facts: { percent } })
    }
    return discount
  },

  run({ charges: [charge], config }) {
    if (charge === undefined) return { effects: [] }
    const { percent, label = `Discount ${percent} %` } = config
    const amount = negate(multiply(amountOf(charge), multiply(smallest(percent, whole), '0.01')))
    const because = `is ${percent} %, of which 100 can be taken`
    return {
      effects: isZero(amount) ? [] : [{ kind: 'adjust', charge: charge.key, amount, label }],
      ...(compare(percent, whole) > 0 ? { warnings: [{ code: 'discount_capped', because, charge: charge.key }] } : {}),
    }
  },
})

const whole = '100'
