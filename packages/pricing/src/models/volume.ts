import { assertInvariant, compare, signOf, type Exact } from '@farthing/core'
import type { BlockRounding } from './blocks.js'
import { ratedPrice } from './charge-part.js'
import { refuseNegative } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, oneOf, optional, readRecord } from './read-fields.js'
import { tierPart, type ZeroQuantity } from './tier-part.js'
import { checkTiers, type Tier, type TierBound } from './tier.js'

/** Whether a quantity equal to a bound is in the tier of that bound or in the next one. */
export type BoundRule = 'inclusive' | 'exclusive'

/** The tier that the whole quantity falls into prices all of it. More units can cost less: that is the model's point. */
export interface VolumePrice {
  readonly model: 'volume'
  readonly tiers: readonly Tier[]
  /** `inclusive` unless given: with a bound of 100, exactly 100 units have that tier's price. */
  readonly bound?: BoundRule
  /** `nothing` unless given. */
  readonly zeroQuantity?: ZeroQuantity
  /** For tiers priced per block; `exact` unless given. */
  readonly blocks?: BlockRounding
}

/** One part: the tier with the whole quantity. Negative quantities are refused. */
export const volumeModel: PriceModel<VolumePrice> = {
  name: 'volume',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'tiers', 'bound', 'zeroQuantity', 'blocks'])
    return {
      model: 'volume',
      tiers: checkTiers(fields.tiers, at(field, 'tiers')),
      ...optional(fields, 'bound', field, oneOf(['inclusive', 'exclusive'])),
      ...optional(fields, 'zeroQuantity', field, oneOf(['nothing', 'first_tier_flat'])),
      ...optional(fields, 'blocks', field, oneOf(['exact', 'started'])),
    }
  },

  rate({ tiers, bound, zeroQuantity, blocks }, { quantity }) {
    refuseNegative(quantity, 'volume')
    const { tier, index } = tierHolding(tiers, quantity, bound)
    const entered = signOf(quantity) > 0 || zeroQuantity === 'first_tier_flat'
    return ratedPrice([tierPart(tier, { index, quantity, entered, blocks })])
  },
}

/** The tier that a quantity falls into. */
export function tierHolding<T extends TierBound>(
  tiers: readonly T[],
  quantity: Exact,
  bound: BoundRule = 'inclusive',
): { readonly tier: T; readonly index: number } {
  const index = tiers.findIndex(({ upTo }) => {
    const order = upTo === undefined ? 1 : compare(upTo, quantity)
    return order > 0 || (order === 0 && bound === 'inclusive')
  })
  const tier = tiers[index]
  assertInvariant(tier !== undefined, 'the last tier is open')
  return { tier, index }
}
