import {
  add,
  addAll,
  assertInvariant,
  compare,
  compareBytes,
  negate,
  round,
  signOf,
  subtract,
  type Decimal,
  type Exact,
} from '@farthing/core'
import { roundingUnit, type RoundingUnit } from './document-rounding.js'

export interface RoundedShare {
  /** Unique; breaks ties between equal remainders. */
  readonly key: string
  readonly exact: Exact
}

/**
 * Splits a rounded total over the exact amounts that it is the rounding of.
 *
 * Each share is its exact amount rounded down to the rounding unit; the units that are left go to the largest remainders, equal
 * ones by UTF-8 bytes of the key. Shares sum to `total`, each is less than one unit away from its exact amount, an exact amount
 * that is a whole number of units is kept, and the result does not depend on the order of `shares`.
 *
 * Unlike `allocate`, which scales weights of one sign to any total, this works on amounts of mixed sign and never moves a share by
 * the rounding of its neighbours. A negative total gives the mirror image of the positive one, so that a credit mirrors its charge.
 *
 * `total` must be Σ `exact` rounded to the unit in any mode: asserted. Cost `O(n log n)`.
 *
 * @returns the shares in the order given
 */
export function shareRounded(total: Decimal, shares: readonly RoundedShare[], unit: RoundingUnit): readonly Decimal[] {
  if (signOf(addAll(shares.map((share) => share.exact))) < 0) {
    const mirrored = shares.map((share) => ({ key: share.key, exact: negate(share.exact) }))
    return sharePositive(negate(total), mirrored, unit).map((amount) => negate(amount))
  }
  return sharePositive(total, shares, unit)
}

function sharePositive(total: Decimal, shares: readonly RoundedShare[], unit: RoundingUnit): readonly Decimal[] {
  const { exponent, increment } = unit
  const amounts = shares.map((share) => round(share.exact, { mode: 'floor', exponent, increment }))
  const step = roundingUnit(unit)
  let left = subtract(total, addAll(amounts))
  for (const index of byRemainder(shares, amounts)) {
    if (signOf(left) <= 0) break
    amounts[index] = add(amounts[index] ?? '0', step)
    left = subtract(left, step)
  }
  assertInvariant(signOf(left) === 0, 'a total is the rounding of what it is split over')
  return amounts
}

/** Indexes with a remainder, largest first. */
function byRemainder(shares: readonly RoundedShare[], floors: readonly Decimal[]): readonly number[] {
  return shares
    .map((share, index) => ({ index, key: share.key, remainder: subtract(share.exact, floors[index] ?? '0') }))
    .filter((entry) => signOf(entry.remainder) > 0)
    .sort((a, b) => compare(b.remainder, a.remainder) || compareBytes(a.key, b.key))
    .map((entry) => entry.index)
}
