import fc from 'fast-check'
import { compareBytes } from '../evidence/compare-bytes.js'
import type { AllocatedAmount, Allocation } from '../money/allocate.js'
import { absolute, addAll, multiply, negate, subtract } from '../money/arithmetic.js'
import { compare, isZero } from '../money/compare.js'
import type { Decimal, Exact } from '../money/decimal-type.js'
import { divide } from '../money/exact/divide.js'
import { roundingUnit } from '../money/exact/rounding-unit.js'
import { printScaled } from '../money/exact/scaled.js'
import { arbitraryExact } from './arbitrary-exact.js'
import { arbitraryText } from './arbitrary-text.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

export type Allocator = (allocation: Allocation) => readonly AllocatedAmount[]

/**
 * Asserts that an allocation is fair and exact: parts sum to the total, each is less than one unit from its exact share and equal to
 * it where that is a multiple of the unit; order of shares and a common factor of weights do not matter; the mirrored total gives
 * mirrored parts; of two shares of equal weight the one with the smaller key never gets less (law R-ALLOC).
 *
 * @throws the first broken law with its smallest counter-example
 */
export function assertAllocationLaws(allocate: Allocator, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryAllocation(), arbitraryExact({ sign: 'positive', maxDigits: 6 }), (allocation, factor) => {
      const parts = allocate(allocation)
      assertShares(allocation, parts)
      hold(samePartsByKey(parts, allocate({ ...allocation, shares: [...allocation.shares].reverse() })), 'the order of shares does not matter')
      const scaled = allocation.shares.map(({ key, weight }) => ({ key, weight: multiply(weight, factor) }))
      hold(samePartsByKey(parts, allocate({ ...allocation, shares: scaled })), 'a common factor of the weights does not matter')
      const mirrored = allocate({ ...allocation, total: negate(allocation.total) })
      hold(samePartsByKey(parts, mirrored.map(({ key, amount }) => ({ key, amount: negate(amount) }))), 'a negative total is the mirror image')
      assertTies(allocation, parts)
    }),
    lawRuns(options),
  )
}

function assertShares({ total, shares, exponent, increment }: Allocation, parts: readonly AllocatedAmount[]): void {
  const unit = printScaled(roundingUnit(exponent, increment))
  const weights = addAll(shares.map(({ weight }) => weight))
  hold(parts.map(({ key }) => key).join('\0') === shares.map(({ key }) => key).join('\0'), 'parts stand in the order of the shares')
  hold(compare(addAll(parts.map(({ amount }) => amount)), total) === 0, 'parts sum to the total')
  for (const [index, { amount }] of parts.entries()) {
    const exact = divide(multiply(total, shares[index]?.weight ?? '0'), weights)
    const error = absolute(subtract(amount, exact))
    hold(compare(error, unit) < 0, 'a part is less than one unit from its exact share')
    hold(isZero(error) || !isMultiple(exact, unit), 'an exact share that is a multiple of the unit is kept')
    hold(isMultiple(amount, unit), 'a part is a multiple of the unit')
  }
}

function assertTies({ shares }: Allocation, parts: readonly AllocatedAmount[]): void {
  const sizes = new Map<Exact, Decimal>()
  const byKey = shares.map(({ key, weight }, index) => ({ key, weight, size: absolute(parts[index]?.amount ?? '0') }))
  for (const { weight, size } of byKey.sort((a, b) => compareBytes(a.key, b.key))) {
    hold(compare(sizes.get(weight) ?? size, size) >= 0, 'of equal weights the smaller key has no less')
    sizes.set(weight, size)
  }
}

function samePartsByKey(left: readonly AllocatedAmount[], right: readonly AllocatedAmount[]): boolean {
  const amounts = new Map(right.map(({ key, amount }) => [key, amount]))
  return left.length === amounts.size && left.every(({ key, amount }) => amounts.has(key) && compare(amount, amounts.get(key) ?? '0') === 0)
}

function isMultiple(value: Exact, unit: Decimal): boolean {
  return /^-?[0-9]+$/.test(divide(value, unit))
}

/** Allocations that are allowed: a total of whole units, unique keys, weights of one sign that are not all zero; equal weights often. */
export function arbitraryAllocation(): fc.Arbitrary<Allocation> {
  const weight = fc.oneof(fc.constantFrom<Exact>('0', '1', '1/3'), arbitraryExact({ sign: 'not-negative', maxDigits: 12 }))
  const shares = fc
    .uniqueArray(fc.record({ key: arbitraryText({ maxLength: 8 }), weight }, { noNullPrototype: true }), { minLength: 1, maxLength: 12, selector: ({ key }) => key })
    .filter((list) => list.some((share) => !isZero(share.weight)))
  return fc
    .record({
      units: fc.maxSafeInteger(),
      shares,
      negativeWeights: fc.boolean(),
      exponent: fc.integer({ min: -3, max: 6 }),
      increment: fc.constantFrom<Decimal>('1', '5', '0.5'),
    })
    .map(({ units, shares: positive, negativeWeights, exponent, increment }) => ({
      total: multiply(`${units}`, printScaled(roundingUnit(exponent, increment))),
      shares: negativeWeights ? positive.map(({ key, weight: size }) => ({ key, weight: negate(size) })) : positive,
      exponent,
      increment,
    }))
}
