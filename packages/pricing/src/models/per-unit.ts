import type { Decimal } from '@farthing/core'
import { countedBlocks, type BlockRounding } from './blocks.js'
import { chargePart, ratedPrice } from './charge-part.js'
import type { PriceModel } from './price-model.js'
import { at, oneOf, optional, readDecimal, readPositive, readRecord } from './read-fields.js'

/** Each unit costs the same. A negative quantity is credited at the same price. */
export interface PerUnitPrice {
  readonly model: 'per_unit'
  /** Price of one unit, or of `per` units. */
  readonly unit: Decimal
  /** Units that `unit` is the price of: `"1000000"` for a price per million. 1 unless given. */
  readonly per?: Decimal
  /** `exact` unless given: half a million costs half the price per million. `started`: it costs the whole. */
  readonly blocks?: BlockRounding
}

export const perUnitModel: PriceModel<PerUnitPrice> = {
  name: 'per_unit',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'unit', 'per', 'blocks'])
    return {
      model: 'per_unit',
      unit: readDecimal(fields.unit, at(field, 'unit')),
      ...optional(fields, 'per', field, readPositive),
      ...optional(fields, 'blocks', field, oneOf(['exact', 'started'])),
    }
  },

  rate({ unit, per, blocks }, { quantity }) {
    return ratedPrice([chargePart({ label: 'Usage', quantity, ...countedBlocks(quantity, per, blocks), unit })])
  },
}
