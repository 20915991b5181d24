import { compare, signOf, subtract, type Decimal, type Exact } from '@farthing/core'
import type { BlockRounding } from './blocks.js'
import { ratedPrice, type ChargePart } from './charge-part.js'
import { refuseNegative } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, oneOf, optional, readRecord } from './read-fields.js'
import { tierPart, type ZeroQuantity } from './tier-part.js'
import { checkTiers, type Tier } from './tier.js'

/** Each tier prices the units that fall into it. */
export interface GraduatedPrice {
  readonly model: 'graduated'
  readonly tiers: readonly Tier[]
  /** `nothing` unless given. */
  readonly zeroQuantity?: ZeroQuantity
  /** For tiers priced per block; `exact` unless given. `started` counts within each tier. */
  readonly blocks?: BlockRounding
}

/**
 * With a bound of 10, the tenth unit has the lower tier's price and the eleventh the next one's; 10.5 units put half a
 * unit into the next tier. A tier's flat fee is due once the tier is entered. Parts are the tiers entered, in order:
 * all but the last one full. Negative quantities are refused: which tier would they leave?
 */
export const graduatedModel: PriceModel<GraduatedPrice> = {
  name: 'graduated',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'tiers', 'zeroQuantity', 'blocks'])
    return {
      model: 'graduated',
      tiers: checkTiers(fields.tiers, at(field, 'tiers')),
      ...optional(fields, 'zeroQuantity', field, oneOf(['nothing', 'first_tier_flat'])),
      ...optional(fields, 'blocks', field, oneOf(['exact', 'started'])),
    }
  },

  rate(price, { quantity }) {
    refuseNegative(quantity, 'graduated')
    return ratedPrice(graduatedParts(price, quantity))
  },
}

/** The tiers that a quantity enters, in order, each with the units that fall into it; at zero the first one with none. */
export function graduatedParts(price: Omit<GraduatedPrice, 'model'>, quantity: Exact): readonly ChargePart[] {
  const { tiers, zeroQuantity, blocks } = price
  const entered = signOf(quantity) > 0 || zeroQuantity === 'first_tier_flat'
  const parts: ChargePart[] = []
  let lower: Decimal = '0'
  for (const [index, tier] of tiers.entries()) {
    const { upTo } = tier
    const full = upTo !== undefined && compare(upTo, quantity) < 0
    parts.push(tierPart(tier, { index, quantity: subtract(full ? upTo : quantity, lower), entered, blocks }))
    if (!full) break
    lower = upTo
  }
  return parts
}
