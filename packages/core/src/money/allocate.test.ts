import { describe, expect, it } from 'vitest'
import { allocate, type Allocation } from './allocate.js'
import { addAll, multiply } from './arithmetic.js'
import type { Decimal, Exact } from './decimal-type.js'
import { divide } from './exact/divide.js'
import { formatMoney } from './format-money.js'
import { toMinorUnits } from './minor-amount.js'
import { round } from './round.js'

type Case = readonly [name: string, total: Decimal, weights: readonly Exact[], unit: { readonly exponent: number; readonly increment?: Decimal }, parts: readonly Decimal[]]

describe('allocate', () => {
  it.each<Case>([
    ['ties go by key', '0.05', ['1', '1', '1'], { exponent: 2 }, ['0.02', '0.02', '0.01']],
    ['largest remainder', '100', ['1', '2', '3'], { exponent: 2 }, ['16.67', '33.33', '50']],
    ['fractional weights', '1', ['0.001', '0.002'], { exponent: 2 }, ['0.33', '0.67']],
    ['fractions as weights', '1', ['1/3', '1/6', '1/2'], { exponent: 2 }, ['0.33', '0.17', '0.5']],
    ['days of two months', '31', ['31', '28'], { exponent: 2 }, ['16.29', '14.71']],
    ['a negative total mirrors', '-0.05', ['1', '1', '1'], { exponent: 2 }, ['-0.02', '-0.02', '-0.01']],
    ['weights that are all negative', '0.05', ['-1', '-1', '-1'], { exponent: 2 }, ['0.02', '0.02', '0.01']],
    ['a zero weight gets nothing', '0.05', ['0', '1', '1'], { exponent: 2 }, ['0', '0.03', '0.02']],
    ['a zero total', '0', ['1', '2'], { exponent: 2 }, ['0', '0']],
    ['a zero total without any weight', '0.00', ['0', '0'], { exponent: 2 }, ['0', '0']],
    ['one share', '7', ['0.1'], { exponent: 0 }, ['7']],
    ['an increment', '1', ['1', '1', '1'], { exponent: 2, increment: '5' }, ['0.35', '0.35', '0.3']],
    ['whole thousands', '7000', ['1', '1'], { exponent: -3 }, ['4000', '3000']],
    ['fewer units than shares', '0.01', ['1', '1', '1'], { exponent: 2 }, ['0.01', '0', '0']],
  ])('%s', (_, total, weights, unit, parts) => {
    const shares = weights.map((weight, index) => ({ key: `k${index}`, weight }))
    const result = allocate({ total, shares, ...unit })
    expect(result).toStrictEqual(parts.map((amount, index) => ({ key: `k${index}`, amount })))
    expect(addAll(result.map(({ amount }) => amount))).toBe(addAll([total]))
  })

  it('orders keys by bytes, not by UTF-16 units, and answers in the order of the shares', () => {
    const shares = ['\u{1F600}', 'b', '\uFB01', 'B'].map((key) => ({ key, weight: '1' as const }))
    expect(allocate({ total: '0.03', shares, exponent: 2 }).map(({ amount }) => amount)).toStrictEqual(['0', '0.01', '0.01', '0.01'])
  })

  const share = (weight: Exact, key = 'k') => ({ key, weight })

  it.each<[string, Partial<Allocation>, string, string]>([
    ['no share', { shares: [] }, 'allocation.invalid', 'allocation.shares'],
    ['100,001 shares', { shares: Array.from({ length: 100_001 }, (_, index) => share('1', `${index}`)) }, 'allocation.invalid', 'allocation.shares'],
    ['a key twice', { shares: [share('1'), share('2')] }, 'allocation.invalid', 'allocation.shares[1].key'],
    ['weights of both signs', { shares: [share('2', 'a'), share('-1', 'b')] }, 'allocation.invalid', 'allocation.shares[0].weight'],
    ['no weight at all', { shares: [share('0', 'a'), share('0', 'b')] }, 'allocation.invalid', 'allocation.shares'],
    ['a total finer than the unit', { total: '0.001' }, 'allocation.invalid', 'allocation.total'],
    ['a total beside the increment', { total: '0.04', increment: '5' }, 'allocation.invalid', 'allocation.total'],
    ['a malformed weight', { shares: [share('1e3')] }, 'decimal.malformed', 'allocation.shares[0].weight'],
    ['a malformed total', { total: 'x' as Decimal }, 'decimal.malformed', 'allocation.total'],
    ['a malformed exponent', { exponent: 0.5 }, 'rounding.invalid', 'allocation.exponent'],
    ['a zero increment', { increment: '0' }, 'rounding.invalid', 'allocation.increment'],
  ])('refuses %s', (_, change, code, field) => {
    const allocation: Allocation = { total: '1', shares: [share('1')], exponent: 2, ...change }
    expect(() => allocate(allocation)).toThrow(expect.objectContaining({ code, field }))
  })

  it('refuses weights whose common denominator explodes', () => {
    const primes = [101, 103, 107, 109, 113, 127, 131, 137, 139, 149]
    const shares = primes.map((prime, index) => share(`1/${BigInt(prime) ** 16n}` as Exact, `${index}`))
    expect(() => allocate({ total: '1', shares, exponent: 2 })).toThrow(expect.objectContaining({ code: 'exact.too_long' }))
  })
})

it('a fee of 70 EUR for 17 of 31 days, split over three projects', () => {
  const exact = multiply(divide('70', '31'), '17')
  const amount = round(exact, { mode: 'half-even', exponent: 2 })
  const parts = allocate({ total: amount, exponent: 2, shares: ['a', 'b', 'c'].map((key) => ({ key, weight: '1' })) })
  expect(exact).toBe('1190/31')
  expect(amount).toBe('38.39')
  expect(parts.map((part) => part.amount)).toStrictEqual(['12.8', '12.8', '12.79'])
  expect(toMinorUnits({ amount, currency: 'EUR' })).toBe('3839')
  expect(formatMoney({ amount, currency: 'EUR' })).toBe('38.39 EUR')
})
