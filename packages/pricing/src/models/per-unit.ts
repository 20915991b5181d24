import { multiply, type Decimal } from '@farthing/core'
import type { PriceModel } from './price-model.js'
import { at, readDecimal, readRecord } from './read-fields.js'

/** Each unit costs the same. A negative quantity is credited at the same price. */
export interface PerUnitPrice {
  readonly model: 'per_unit'
  readonly unit: Decimal
}

export const perUnitModel: PriceModel<PerUnitPrice> = {
  name: 'per_unit',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'unit'])
    return { model: 'per_unit', unit: readDecimal(fields.unit, at(field, 'unit')) }
  },

  rate(price, { quantity }) {
    const amount = multiply(quantity, price.unit)
    return { amount, parts: [{ label: 'Usage', quantity, unit: price.unit, flat: '0', amount }] }
  },
}
