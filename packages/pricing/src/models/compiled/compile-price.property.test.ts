import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOf, round, roundingModes, type Decimal, type Exact, type RoundingRule } from '@farthing/core'
import { arbitraryPrice } from '../../testing/arbitrary-prices.js'
import type { Price, PriceModelName } from '../price.js'
import { ratePrice } from '../rate-price.js'
import { compilePrice } from './compile-price.js'

const lines: readonly PriceModelName[] = ['flat', 'per_unit', 'graduated', 'volume', 'stairstep', 'bucket']
const edge = 2n ** 53n

/** Text of `units × 10^-scale`, not always canonical. */
function decimalText(units: bigint, scale: number): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const at = digits.length - scale
  return `${units < 0n ? '-' : ''}${digits.slice(0, at)}${scale === 0 ? '' : `.${digits.slice(at)}`}` as Decimal
}

/** Around bounds, around the quantities at which an amount leaves the safe integers, and what never was one. */
function awkward(price: Price): readonly Exact[] {
  const bounds = 'tiers' in price ? price.tiers : 'steps' in price ? price.steps : []
  const figures = JSON.stringify(price).match(/-?\d+(?:\.\d+)?/g) ?? []
  const slopes = figures.map((text) => BigInt(text.replace(/[-.]/g, ''))).filter((units) => units > 0n)
  return [
    ...bounds.flatMap(({ upTo }) => (upTo === undefined ? [] : [upTo, ...around(upTo)])),
    ...slopes.flatMap((slope) => [-1n, 0n, 1n].flatMap((off) => [0, 3].map((scale) => decimalText(edge / slope + off, scale)))),
    ...Array.from({ length: 17 }, (_, scale) => [-2n, -1n, 0n, 1n].map((off) => decimalText(edge + off, scale))).flat(),
    '0', '-0', '0.00', '007', '1.50', '70/31', '1/3', '-1', '-0.5', '12345678901234567890.5', '0.00000000000000000001',
  ] as readonly Exact[]
}

function around(upTo: Decimal): readonly Decimal[] {
  const [whole = '', digits = ''] = upTo.split('.')
  const units = BigInt(whole + digits)
  return [0, 1, 6].flatMap((more) => [-1n, 1n].map((off) => decimalText(units * 10n ** BigInt(more) + off, digits.length + more)))
}

const quantity = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 10 }))
  .map(([units, digits, scale]) => decimalText(units % 10n ** BigInt(digits), scale))

const negative = quantity.map((text) => `-${text}` as Decimal)
const malformed = fc.constantFrom('', '-', '.', '1.', '.5', '1e3', ' 1', '1.2.3', '--1', '１', 'NaN') as fc.Arbitrary<Exact>

function outcome<T>(work: () => T): { readonly value: T } | { readonly refused: string } {
  try {
    return { value: work() }
  } catch (error) {
    const { code, field } = failureOf(error)
    return { refused: `${code} ${field}` }
  }
}

describe('a compiled price', () => {
  it('gives what the plain one gives, for 300,000 quantities', () => {
    let compared = 0
    fc.assert(
      fc.property(
        fc.oneof(arbitraryPrice({ maxDigits: 5 }, lines), arbitraryPrice({ maxDigits: 18 }, lines), arbitraryPrice({ maxDigits: 4 })),
        fc.array(quantity, { minLength: 400, maxLength: 400 }),
        fc.record({ mode: fc.constantFrom(...roundingModes), exponent: fc.integer({ min: -2, max: 6 }) }),
        (price, quantities, rule: RoundingRule) => {
          const compiled = compilePrice(price)
          const rounded = compiled.roundedBy(rule)
          for (const each of [...quantities, ...awkward(price)]) {
            compared += 1
            const plain = outcome(() => ratePrice(price, each))
            const amount = 'value' in plain ? { value: plain.value.amount } : plain
            const expected: unknown[] = [amount]
            const given: unknown[] = [outcome(() => compiled.amountOf(each))]
            if (compared % 5 === 0) {
              expected.push(plain, 'value' in amount ? outcome(() => round(amount.value, rule)) : amount)
              given.push(outcome(() => compiled.rate(each)), outcome(() => rounded(each)))
            }
            if (JSON.stringify(given) !== JSON.stringify(expected)) expect([each, given]).toEqual([each, expected])
          }
        },
      ),
      { numRuns: 620 },
    )
    expect(compared).toBeGreaterThanOrEqual(300_000)
  }, 300_000)

  it('refuses what the plain one refuses', () => {
    fc.assert(
      fc.property(arbitraryPrice(), fc.oneof(negative, malformed), (price, each) => {
        const plain = outcome(() => ratePrice(price, each))
        const { rate, amountOf } = compilePrice(price)
        expect(outcome(() => rate(each))).toEqual(plain)
        expect(outcome(() => amountOf(each))).toEqual('value' in plain ? { value: plain.value.amount } : plain)
      }),
      { numRuns: 1_000 },
    )
  })
})
