import { addAll, largest, signOf, smallest, type Exact } from '@farthing/core'
import { amountOf, type ChargeDraft } from '../../charges/pipeline/charge-draft.js'

/** A charge that a discount can be taken from, with what is left of it. */
export interface DiscountableCharge {
  readonly charge: ChargeDraft
  /** Above 0. */
  readonly left: Exact
}

export interface Discountable {
  readonly charges: readonly DiscountableCharge[]
  /** How much can be taken from them together. */
  readonly total: Exact
}

/**
 * Where a discount may be taken: charges that cost something. Credits and caps among the charges lower what there is to take; the charges
 * of minimums and caps are rests and are not changed themselves.
 */
export function discountable(charges: readonly ChargeDraft[]): Discountable {
  const amounts = charges.map((charge) => ({ charge, left: amountOf(charge) }))
  const positive = amounts.filter(({ charge, left }) => charge.target === undefined && signOf(left) > 0)
  const sumOf = (entries: readonly DiscountableCharge[]) => addAll(entries.map(({ left }) => left))
  return { charges: positive, total: largest(smallest(sumOf(positive), sumOf(amounts)), '0') }
}
