import { multiply, type Decimal } from '@farthing/core'
import { ratedPrice } from './charge-part.js'
import { graduatedParts } from './graduated.js'
import { percent, refuseNegative } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, oneOf, optional, readDecimal, readNotNegative, readRecord } from './read-fields.js'
import type { ZeroQuantity } from './tier-part.js'
import { readTiers } from './tier.js'

/** One tier of an amount. */
export interface PercentageTier {
  /** As in a tier: belongs to it, absent in the last one. */
  readonly upTo?: Decimal
  /** Per cent of what falls into this tier. */
  readonly rate: Decimal
  /** Due once the tier is entered; `"0"` unless given. */
  readonly flat?: Decimal
  /** The most that this tier costs, its flat fee included. */
  readonly cap?: Decimal
}

/** Each tier takes its share of what falls into it. Tiers work as in `graduated`. */
export interface GraduatedPercentagePrice {
  readonly model: 'graduated_percentage'
  readonly tiers: readonly PercentageTier[]
  /** `nothing` unless given. */
  readonly zeroQuantity?: ZeroQuantity
}

export const graduatedPercentageModel: PriceModel<GraduatedPercentagePrice> = {
  name: 'graduated_percentage',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'tiers', 'zeroQuantity'])
    return {
      model: 'graduated_percentage',
      tiers: readTiers(fields.tiers, at(field, 'tiers'), ['rate', 'flat', 'cap'], (tier, place) => ({
        rate: readDecimal(tier.rate, at(place, 'rate')),
        ...optional(tier, 'flat', place, readDecimal),
        ...optional(tier, 'cap', place, readNotNegative),
      })),
      ...optional(fields, 'zeroQuantity', field, oneOf(['nothing', 'first_tier_flat'])),
    }
  },

  rate({ tiers, ...others }, { quantity }) {
    refuseNegative(quantity, 'graduated_percentage')
    const unitTiers = tiers.map(({ rate, ...tier }) => ({ ...tier, unit: multiply(rate, percent) }))
    return ratedPrice(graduatedParts({ ...others, tiers: unitTiers }, quantity))
  },
}
