import { addAll, isZero, signOf, type Exact } from '@farthing/core'
import type { Charge } from '../../charges/charge.js'

/** Units of charges that cost nothing: those of free tiers, of buckets, of allowances and of grants. What discounts and caps take off is not among them. */
export function freePart(charges: readonly Pick<Charge, 'trail'>[]): Exact {
  return addAll(charges.flatMap(({ trail }) => trail.flatMap(({ quantity, amount }) => (isZero(amount) && signOf(quantity) > 0 ? [quantity] : []))))
}
