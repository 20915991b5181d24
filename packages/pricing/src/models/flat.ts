import type { Decimal } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import { refuseNegative } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, readDecimal, readRecord } from './read-fields.js'

/** Due once per period, whatever was used. A negative amount is a standing credit. */
export interface FlatPrice {
  readonly model: 'flat'
  readonly amount: Decimal
}

/** The quantity of a flat fee is the share of the period that is billed: `"1"` for a whole one, `"17/31"` for 17 days of 31. */
export const flatModel: PriceModel<FlatPrice> = {
  name: 'flat',
  version: 1,
  metered: false,

  check(fields, field) {
    readRecord(fields, field, ['model', 'amount'])
    return { model: 'flat', amount: readDecimal(fields.amount, at(field, 'amount')) }
  },

  rate({ amount }, { quantity }) {
    refuseNegative(quantity, 'flat')
    return ratedPrice([chargePart({ label: 'Flat fee', quantity, unit: amount })])
  },
}
