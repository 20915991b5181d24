import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkExponent, checkIncrement } from './check-rounding-rule.js'
import type { Decimal, Exact } from './decimal-type.js'
import { commonNumerators } from './exact/common-numerators.js'
import { largestRemainder, type WeightedKey } from './exact/largest-remainder.js'
import { exactOperand } from './exact/operand.js'
import { reduce } from './exact/ratio.js'
import { roundingUnit, unitCountOf } from './exact/rounding-unit.js'
import { printScaled, type Scaled } from './exact/scaled.js'

export interface AllocationShare {
  /** Unique; decides who gets the odd unit among equals. */
  readonly key: string
  readonly weight: Exact
}

export interface Allocation {
  /** A multiple of the unit; of either sign. */
  readonly total: Decimal
  /** From 1 to 100,000. No weight is negative, or none is positive. */
  readonly shares: readonly AllocationShare[]
  /** Parts are multiples of the unit `increment × 10^-exponent`, as in a rounding rule. */
  readonly exponent: number
  /** `"1"` unless given. */
  readonly increment?: Decimal
}

export interface AllocatedAmount {
  readonly key: string
  readonly amount: Decimal
}

const maxShares = 100_000

/**
 * Splits a total in proportion to weights so that the parts sum to it exactly.
 *
 * Largest remainder: each part is its exact share cut to the unit, and the units left go one each to the largest remainders.
 * Equal remainders are served by UTF-8 bytes of the key: 0.05 over three equal shares a, b, c is 0.02, 0.02, 0.01.
 *
 * Every part is less than one unit from its exact share, and equals it where that is a multiple of the unit; a zero weight gets
 * zero. The result stands in the order of `shares` and does not depend on it, nor on a common factor of the weights. A negative
 * total gives the mirror image, so that a credit splits as its charge did. A zero total gives zeros, whatever the weights.
 * `O(n log n)`.
 *
 * @throws `allocation.invalid`, `rounding.invalid`, `exact.too_long` for weights whose common denominator exceeds 304 digits
 */
export function allocate({ total, shares, exponent, increment }: Allocation): readonly AllocatedAmount[] {
  checkExponent(exponent, 'allocation.exponent')
  checkIncrement(increment, 'allocation.increment')
  checkKeys(shares)
  const unit = roundingUnit(exponent, increment)
  const units = wholeUnitsOf(total, unit)
  const weights = weightsOf(shares)
  const weighed = weights.some(({ weight }) => weight > 0n)
  if (!weighed && units !== 0n) refuse('allocation.shares', `have no weight to carry a total of ${total}`)
  const parts = weighed ? largestRemainder(units < 0n ? -units : units, weights) : weights.map(() => 0n)
  const size = units < 0n ? -unit.units : unit.units
  return shares.map(({ key }, index) => ({ key, amount: printScaled({ units: (parts[index] ?? 0n) * size, scale: unit.scale }) }))
}

function checkKeys(shares: readonly AllocationShare[]): void {
  if (shares.length === 0 || shares.length > maxShares) refuse('allocation.shares', `are ${shares.length}, where 1 to ${maxShares} are allowed`)
  const keys = new Set<string>()
  for (const [index, { key }] of shares.entries()) {
    if (keys.has(key)) refuse(`allocation.shares[${index}].key`, `is ${describeValue(key)} for the second time`)
    keys.add(key)
  }
}

function wholeUnitsOf(total: Decimal, unit: Scaled): bigint {
  const { numerator, denominator } = reduce(unitCountOf(exactOperand(total, 'allocation.total'), unit))
  if (denominator !== 1n) refuse('allocation.total', `is ${total}, which is no multiple of ${printScaled(unit)}`)
  return numerator
}

/** Weights as counts without sign; only their proportions matter. */
function weightsOf(shares: readonly AllocationShare[]): readonly WeightedKey[] {
  const weights = commonNumerators(shares.map(({ weight }, index) => exactOperand(weight, `allocation.shares[${index}].weight`)))
  const negative = weights.some((weight) => weight < 0n)
  return shares.map(({ key, weight: text }, index) => {
    const weight = weights[index] ?? 0n
    if (negative && weight > 0n) refuse(`allocation.shares[${index}].weight`, `is ${text} beside a negative weight`)
    return { key, weight: negative ? -weight : weight }
  })
}

function refuse(field: string, because: string): never {
  return fail('allocation.invalid', { field, because })
}
