import { add, compare, multiply, type Decimal } from '@farthing/core'
import type { Price } from '../models/price.js'

/** Quantities at which the rate card says something new, in order: bounds of tiers and steps, limits, packages, allowances. */
export function edgesOf(price: Price): readonly Decimal[] {
  return [...new Set(namedBy(price))].filter((edge) => compare(edge, '0') > 0).sort(compare)
}

function namedBy(price: Price): readonly Decimal[] {
  switch (price.model) {
    case 'graduated':
    case 'graduated_percentage':
    case 'volume':
      return price.tiers.flatMap(({ upTo }) => upTo ?? [])
    case 'stairstep':
      return price.steps.flatMap(({ upTo, limits = {} }) => [...(upTo === undefined ? [] : [upTo]), ...Object.values(limits)])
    case 'package':
      return [price.size, multiply(price.size, '2'), price.free ?? '0', add(price.size, price.free ?? '0')]
    case 'per_unit':
      return [price.per ?? '1']
    case 'bucket':
      return [price.included]
    case 'percentage':
      return [price.freeAmount ?? '0']
    case 'hourly':
      return [price.minimumMinutes ?? '0', price.incrementMinutes ?? '0']
    default:
      return []
  }
}
