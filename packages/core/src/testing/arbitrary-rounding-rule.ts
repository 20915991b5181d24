import fc from 'fast-check'
import { roundingModes } from '../money/check-rounding-rule.js'
import type { RoundingMode, RoundingRule } from '../money/rounding-type.js'

export function arbitraryRoundingMode(): fc.Arbitrary<RoundingMode> {
  return fc.constantFrom(...roundingModes)
}

/** Rules from thousands to 12 digits, some with an increment that is not 1. */
export function arbitraryRoundingRule(): fc.Arbitrary<RoundingRule> {
  return fc.record(
    {
      mode: arbitraryRoundingMode(),
      exponent: fc.integer({ min: -3, max: 12 }),
      increment: fc.constantFrom('1', '5', '25', '0.5', '3'),
    },
    { requiredKeys: ['mode', 'exponent'], noNullPrototype: true },
  )
}
