import { add, addAll, compare, fail, multiply, signOf, subtract, type Decimal, type Exact } from '@farthing/core'
import type { ChargePart } from './charge-part.js'
import type { PriceModel } from './price-model.js'
import { at, oneOf, optional, readRecord } from './read-fields.js'
import { checkTiers, type Tier } from './tier.js'

/** Each tier prices the units that fall into it. */
export interface GraduatedPrice {
  readonly model: 'graduated'
  readonly tiers: readonly Tier[]
  /** Whether the first tier's flat fee is due at zero usage: `nothing` unless given. */
  readonly zeroQuantity?: 'nothing' | 'first_tier_flat'
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
    readRecord(fields, field, ['model', 'tiers', 'zeroQuantity'])
    return {
      model: 'graduated',
      tiers: checkTiers(fields.tiers, at(field, 'tiers')),
      ...optional(fields, 'zeroQuantity', field, oneOf(['nothing', 'first_tier_flat'])),
    }
  },

  rate(price, { quantity }) {
    if (signOf(quantity) < 0) {
      fail('price.quantity_negative', { field: 'quantity', because: `is ${quantity} for tiers`, facts: { quantity, model: 'graduated' } })
    }
    const parts = tierParts(price, quantity)
    return { amount: addAll(parts.map((part) => part.amount)), parts }
  },
}

function tierParts({ tiers, zeroQuantity }: GraduatedPrice, quantity: Exact): readonly ChargePart[] {
  const entered = signOf(quantity) > 0 || zeroQuantity === 'first_tier_flat'
  const parts: ChargePart[] = []
  let lower: Decimal = '0'
  for (const [index, { upTo, unit, flat = '0' }] of tiers.entries()) {
    const full = upTo !== undefined && compare(upTo, quantity) < 0
    const inside = subtract(full ? upTo : quantity, lower)
    const due = entered ? flat : '0'
    parts.push({
      label: `Tier ${index + 1}`,
      tier: index + 1,
      quantity: inside,
      unit,
      flat: due,
      amount: add(multiply(inside, unit), due),
    })
    if (!full) break
    lower = upTo
  }
  return parts
}
