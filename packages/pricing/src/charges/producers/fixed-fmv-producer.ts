import type { Decimal } from '@farthing/core'
import type { FixedService } from '../../models/fixed-fmv.js'
import { ratePrice } from '../../models/rate-price.js'
import { priceProducer, type PriceProducer } from './price-producer.js'
import { figureOf, textOf } from './records-of-charge.js'

/**
 * Applies prices of model `fixed_fmv`. Services that are given as facts for the component stand in place of those in the price: the same
 * fixed fee, allocated over what the account really has.
 */
export const fixedFmvProducer: PriceProducer = /* @__PURE__ */ priceProducer({
  name: 'fixed-fmv',
  version: 1,
  models: ['fixed_fmv'],
  facts: [{ pack: 'services', versions: [1], fields: ['component', 'name', 'value'], filters: ['component'], required: false }],

  apply({ price, charge, facts, input }) {
    const records = (input.facts.services ?? []).filter(({ component }) => component === charge.component)
    if (records.length === 0) return ratePrice(price, facts)
    const services = records.map((record): FixedService => ({ name: textOf(record, 'name'), value: figureOf(record, 'value') as Decimal }))
    return ratePrice({ ...price, services }, facts)
  },
})
