import { compare, subtract, type Decimal, type Exact } from '@farthing/core'
import { ratedPrice, type ChargePart } from '../../models/charge-part.js'
import { ratePrice } from '../../models/rate-price.js'
import { optional, readNotNegative, readRecord } from '../../models/read-fields.js'
import { priceProducer, type PriceProducer } from './price-producer.js'

/** What a program may say of tiers beside the price. */
export interface UsageTiersConfig {
  /** Billed as if at least so much was used, by each charge; in the units of its meter. */
  readonly minimumUsage?: Decimal
}

/**
 * Applies prices in which tiers decide: `graduated`, `volume`, `stairstep`.
 *
 * With a minimum usage the price is that of the minimum where less was used. The steps keep the units that were used, as far as they reach,
 * and `counted` says what is billed instead; so quantity is conserved and the trail shows what the minimum added. Units that a quantity
 * stage took out count as not used. A period that is billed in part has the whole minimum.
 */
export const usageTiersProducer: PriceProducer = /* @__PURE__ */ priceProducer<'graduated' | 'volume' | 'stairstep', UsageTiersConfig>({
  name: 'usage-tiers',
  version: 1,
  models: ['graduated', 'volume', 'stairstep'],

  check(config, field) {
    return optional(readRecord(config, field, ['minimumUsage']), 'minimumUsage', field, readNotNegative)
  },

  apply({ price, facts, input: { config: { minimumUsage } } }) {
    const rated = ratePrice(price, facts)
    if (minimumUsage === undefined || compare(facts.quantity, minimumUsage) >= 0) return rated
    return ratedPrice(filledWith(ratePrice(price, { ...facts, quantity: minimumUsage }).parts, facts.quantity))
  },
})

/** Steps of the minimum with the units that were used, from the first on. */
function filledWith(parts: readonly ChargePart[], used: Exact): readonly ChargePart[] {
  let left = used
  return parts.map((part) => {
    if (compare(part.quantity, left) <= 0) {
      left = subtract(left, part.quantity)
      return part
    }
    const quantity = left
    left = '0'
    return { ...part, label: `${part.label}, minimum usage`, quantity, counted: part.counted ?? part.quantity }
  })
}
