import fc from 'fast-check'
import type { Exact } from '../money/decimal-type.js'
import { printRatio } from '../money/exact/ratio.js'
import { isDecimalValue } from '../money/is-decimal-value.js'
import { arbitraryDecimal, type DecimalConstraints } from './arbitrary-decimal.js'

/** Canonical exact values within the bounds of an input: decimals, and fractions with denominators as proration makes them or longer. */
export function arbitraryExact(constraints: DecimalConstraints = {}): fc.Arbitrary<Exact> {
  const { sign = 'any', maxDigits = 38 } = constraints
  const largest = 10n ** BigInt(maxDigits) - 1n
  const least = { any: -largest, 'not-negative': 0n, positive: 1n }[sign]
  const denominators = fc.oneof(
    fc.constantFrom(7n, 28n, 29n, 30n, 31n, 365n, 366n, 2_592_000n, 2_678_400n),
    fc.bigInt({ min: 1n, max: largest }),
  )
  const fractions = fc
    .tuple(fc.bigInt({ min: least, max: largest }), denominators)
    .map(([numerator, denominator]) => printRatio({ numerator, denominator }))
    .filter((value) => !isDecimalValue(value) || value.length <= maxDigits)
  return fc.oneof(arbitraryDecimal(constraints), fractions)
}
