import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryDecimal } from '../testing/arbitrary-decimal.js'
import { arbitraryExact } from '../testing/arbitrary-exact.js'
import { assertDecimalLaws } from '../testing/decimal-laws.js'
import { add, addAll, multiply, negate, subtract } from './arithmetic.js'
import { compare } from './compare.js'
import type { Exact } from './decimal-type.js'
import { divide } from './exact/divide.js'
import { parseDecimal } from './parse-decimal.js'
import { parseExact } from './parse-exact.js'

const runs = { numRuns: 1000 }

describe('decimals', () => {
  it('agree with decimal.js, character by character', () => {
    assertDecimalLaws({ add, subtract, multiply, negate, compare })
  })

  it('have one canonical form, which parses to itself', () => {
    fc.assert(
      fc.property(arbitraryDecimal(), fc.nat({ max: 5 }), fc.nat({ max: 5 }), (decimal, leading, trailing) => {
        const sign = decimal.startsWith('-') ? '-' : ''
        const padded = `${sign}${'0'.repeat(leading)}${decimal.slice(sign.length)}${decimal.includes('.') ? '' : '.0'}${'0'.repeat(trailing)}`
        expect(parseDecimal(decimal)).toBe(decimal)
        expect(parseDecimal(padded)).toBe(decimal)
      }),
      runs,
    )
  })
})

describe('exact values', () => {
  it('form a field: the laws of addition, multiplication and division hold by text', () => {
    const value = arbitraryExact({ maxDigits: 20 })
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(add(a, b)).toBe(add(b, a))
        expect(multiply(a, b)).toBe(multiply(b, a))
        expect(add(add(a, b), c)).toBe(add(a, add(b, c)))
        expect(multiply(multiply(a, b), c)).toBe(multiply(a, multiply(b, c)))
        expect(multiply(a, add(b, c))).toBe(add(multiply(a, b), multiply(a, c)))
        expect(add(a, '0')).toBe(a)
        expect(multiply(a, '1')).toBe(a)
        expect(subtract(a, a)).toBe('0')
        if (compare(b, '0') !== 0) expect(multiply(divide(a, b), b)).toBe(a)
      }),
      runs,
    )
  })

  it('equal the fraction of integers that their texts spell', () => {
    fc.assert(
      fc.property(arbitraryExact(), arbitraryExact(), (a, b) => {
        const [left, right] = [spelled(a), spelled(b)]
        expectFraction(add(a, b), left.over * right.under + right.over * left.under, left.under * right.under)
        expectFraction(multiply(a, b), left.over * right.over, left.under * right.under)
        const difference = left.over * right.under - right.over * left.under
        expect(compare(a, b)).toBe(difference === 0n ? 0 : difference < 0n ? -1 : 1)
      }),
      runs,
    )
  })

  it('have one canonical form, which parses to itself', () => {
    fc.assert(
      fc.property(arbitraryExact(), fc.bigInt({ min: 1n, max: 99n }), (value, factor) => {
        expect(parseExact(value)).toBe(value)
        const { over, under } = spelled(value)
        expect(divide(String(over * factor) as Exact, String(under * factor) as Exact)).toBe(value)
      }),
      runs,
    )
  })

  it('sum independently of order and grouping', () => {
    fc.assert(
      fc.property(fc.array(arbitraryExact({ maxDigits: 12 }), { maxLength: 12 }), fc.nat(), (values, cut) => {
        const at = cut % (values.length + 1)
        expect(addAll([...values].reverse())).toBe(addAll(values))
        expect(add(addAll(values.slice(0, at)), addAll(values.slice(at)))).toBe(addAll(values))
      }),
      runs,
    )
  })
})

/** Read without the code under test: digits without the point over a power of ten. */
function spelled(value: Exact): { readonly over: bigint; readonly under: bigint } {
  const [numerator = '', denominator] = value.split('/')
  if (denominator !== undefined) return { over: BigInt(numerator), under: BigInt(denominator) }
  const [whole = '', fraction = ''] = numerator.split('.')
  return { over: BigInt(whole + fraction), under: 10n ** BigInt(fraction.length) }
}

function expectFraction(value: Exact, over: bigint, under: bigint): void {
  const actual = spelled(value)
  expect(actual.over * under).toBe(over * actual.under)
}
