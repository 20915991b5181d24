import type { Decimal } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import { factOf } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { optional, readDecimal, readRecord, readText } from './read-fields.js'

/** The amount comes with usage: it was priced elsewhere, or bought for resale. */
export interface DynamicPrice {
  readonly model: 'dynamic'
  /** What the amount is multiplied by: `"1.2"` for a surcharge of 20 %, `"0.01"` for amounts in cents. `"1"` unless given. */
  readonly multiplier?: Decimal
  /** Where the amount stands in the data of an event, such as `cost.total`; `amount` unless given. */
  readonly amountPath?: string
}

/** Reads the amount that usage carries; `counted` is that amount. A negative one is credited. */
export const dynamicModel: PriceModel<DynamicPrice> = {
  name: 'dynamic',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'multiplier', 'amountPath'])
    return { model: 'dynamic', ...optional(fields, 'multiplier', field, readDecimal), ...optional(fields, 'amountPath', field, readText) }
  },

  rate({ multiplier = '1' }, facts) {
    const counted = factOf(facts, 'amount', 'dynamic')
    return ratedPrice([chargePart({ label: 'Amount of usage', quantity: facts.quantity, counted, unit: multiplier })])
  },
}
