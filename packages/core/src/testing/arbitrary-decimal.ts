import fc from 'fast-check'
import type { Decimal } from '../money/decimal-type.js'
import { printScaled } from '../money/exact/scaled.js'

export interface DecimalConstraints {
  readonly sign?: 'any' | 'not-negative' | 'positive'
  /** Digits before and after the point together; 38 unless given, the bound of an input. */
  readonly maxDigits?: number
}

/**
 * Canonical decimals: short ones as on price lists in two of three cases, else anything up to the bound. Shrinks towards zero.
 */
export function arbitraryDecimal({ sign = 'any', maxDigits = 38 }: DecimalConstraints = {}): fc.Arbitrary<Decimal> {
  const short = Math.min(maxDigits, 9)
  return fc.oneof(
    { weight: 2, arbitrary: scaled(short, Math.min(short, 6), sign) },
    { weight: 1, arbitrary: scaled(maxDigits, maxDigits, sign) },
  )
}

function scaled(digits: number, maxScale: number, sign: NonNullable<DecimalConstraints['sign']>): fc.Arbitrary<Decimal> {
  const largest = 10n ** BigInt(digits) - 1n
  const least = { any: -largest, 'not-negative': 0n, positive: 1n }[sign]
  return fc.tuple(fc.bigInt({ min: least, max: largest }), fc.nat({ max: maxScale })).map(([units, scale]) => printScaled({ units, scale }))
}
