import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryExact } from '../testing/arbitrary-exact.js'
import { arbitraryRoundingRule } from '../testing/arbitrary-rounding-rule.js'
import { assertRoundingLaws } from '../testing/rounding-laws.js'
import { addAll, multiply, subtract, absolute } from './arithmetic.js'
import { compare } from './compare.js'
import type { Exact } from './decimal-type.js'
import { round } from './round.js'
import type { RoundingRule } from './rounding-type.js'

describe('round', () => {
  it('keeps the laws of rounding', () => {
    assertRoundingLaws(round)
  })

  it('equals an oracle over integers that shares no code with it', () => {
    fc.assert(
      fc.property(arbitraryExact(), arbitraryRoundingRule(), (value, rule) => {
        const { multiple, unit } = oracle(value, rule)
        const [over, under] = fractionOf(round(value, rule))
        expect(over * unit[1]).toBe(multiple * unit[0] * under)
      }),
      { numRuns: 3000 },
    )
  })

  it('costs one half unit at most, however many parts were added before (law R-ROUNDONCE)', () => {
    fc.assert(
      fc.property(fc.array(arbitraryExact({ maxDigits: 12 }), { maxLength: 20 }), (parts) => {
        const exact = addAll(parts)
        const error = absolute(subtract(round(exact, { mode: 'half-even', exponent: 2 }), exact))
        expect(compare(multiply(error, '2'), '0.01')).toBeLessThanOrEqual(0)
      }),
      { numRuns: 1000 },
    )
  })
})

type Fraction = readonly [over: bigint, under: bigint]

/** The definition of each mode over the multiples below and above. */
function oracle(value: Exact, { mode, exponent, increment = '1' }: RoundingRule): { readonly multiple: bigint; readonly unit: Fraction } {
  const [step, stepUnder] = fractionOf(increment)
  const unit: Fraction = exponent >= 0 ? [step, stepUnder * 10n ** BigInt(exponent)] : [step * 10n ** BigInt(-exponent), stepUnder]
  const [over, under] = fractionOf(value)
  const dividend = over * unit[1]
  const divisor = under * unit[0]
  const below = floorOf(dividend, divisor)
  if (below * divisor === dividend) return { multiple: below, unit }
  const above = below + 1n
  const [inner, outer] = over < 0n ? [above, below] : [below, above]
  const twice = 2n * dividend - (below + above) * divisor
  const nearest = twice < 0n ? below : above
  const choice = {
    ceiling: above,
    floor: below,
    up: outer,
    down: inner,
    'half-up': twice === 0n ? outer : nearest,
    'half-down': twice === 0n ? inner : nearest,
    'half-even': twice === 0n ? (below % 2n === 0n ? below : above) : nearest,
  }
  return { multiple: choice[mode], unit }
}

function floorOf(dividend: bigint, divisor: bigint): bigint {
  const cut = dividend / divisor
  return cut * divisor > dividend ? cut - 1n : cut
}

function fractionOf(value: Exact): Fraction {
  const [numerator = '', denominator] = value.split('/')
  if (denominator !== undefined) return [BigInt(numerator), BigInt(denominator)]
  const [whole = '', fraction = ''] = numerator.split('.')
  return [BigInt(whole + fraction), 10n ** BigInt(fraction.length)]
}
