import { describe, expect, it } from 'vitest'
import type { Decimal, Exact } from './decimal-type.js'
import { round } from './round.js'
import type { RoundingMode, RoundingRule } from './rounding-type.js'

const values = ['2.5', '3.5', '-2.5', '-3.5', '2.4', '2.6', '-2.4', '-2.6', '2', '-2', '0', '0.5', '-0.5', '0.49', '7/3', '-7/3'] as const

const table: { readonly [mode in RoundingMode]: readonly Decimal[] } = {
  'half-even': ['2', '4', '-2', '-4', '2', '3', '-2', '-3', '2', '-2', '0', '0', '0', '0', '2', '-2'],
  'half-up': ['3', '4', '-3', '-4', '2', '3', '-2', '-3', '2', '-2', '0', '1', '-1', '0', '2', '-2'],
  'half-down': ['2', '3', '-2', '-3', '2', '3', '-2', '-3', '2', '-2', '0', '0', '0', '0', '2', '-2'],
  up: ['3', '4', '-3', '-4', '3', '3', '-3', '-3', '2', '-2', '0', '1', '-1', '1', '3', '-3'],
  down: ['2', '3', '-2', '-3', '2', '2', '-2', '-2', '2', '-2', '0', '0', '0', '0', '2', '-2'],
  ceiling: ['3', '4', '-2', '-3', '3', '3', '-2', '-2', '2', '-2', '0', '1', '0', '1', '3', '-2'],
  floor: ['2', '3', '-3', '-4', '2', '2', '-3', '-3', '2', '-2', '0', '0', '-1', '0', '2', '-3'],
}

const cases = Object.entries(table).flatMap(([mode, results]) => {
  return values.map((value, index) => ({ mode: mode as RoundingMode, value, result: results[index] }))
})

describe('round', () => {
  it.each(cases)('$mode: $value is $result', ({ mode, value, result }) => {
    expect(round(value, { mode, exponent: 0 })).toBe(result)
  })

  it.each<[Exact, RoundingRule, Decimal]>([
    ['10.275', { mode: 'half-up', exponent: 2 }, '10.28'],
    ['1.005', { mode: 'half-even', exponent: 2 }, '1'],
    ['70/31', { mode: 'half-even', exponent: 2 }, '2.26'],
    ['123.456', { mode: 'floor', exponent: -2 }, '100'],
    ['150', { mode: 'half-even', exponent: -2 }, '200'],
    ['250', { mode: 'half-even', exponent: -2 }, '200'],
    ['0.025', { mode: 'half-even', exponent: 2, increment: '5' }, '0'],
    ['0.075', { mode: 'half-even', exponent: 2, increment: '5' }, '0.1'],
    ['10.525', { mode: 'half-up', exponent: 2, increment: '5' }, '10.55'],
    ['10.53', { mode: 'half-up', exponent: 2, increment: '5' }, '10.55'],
    ['7', { mode: 'half-up', exponent: 0, increment: '2.5' }, '7.5'],
    ['7', { mode: 'down', exponent: -1, increment: '0.3' }, '6'],
    ['-0.001', { mode: 'half-up', exponent: 2 }, '0'],
    ['1', { mode: 'ceiling', exponent: -38 }, `1${'0'.repeat(38)}` as Decimal],
    [`0.${'0'.repeat(37)}15` as Decimal, { mode: 'half-even', exponent: 38 }, `0.${'0'.repeat(37)}2` as Decimal],
  ])('%s by %o is %s', (value, rule, result) => {
    expect(round(value, rule)).toBe(result)
  })

  it('rounds once: a value just below a tie is no tie', () => {
    expect(round('0.00499999999999999999999999999999999999', { mode: 'half-up', exponent: 2 })).toBe('0')
    expect(round('1499999999999999999999999999999/300000000000000000000000000000', { mode: 'half-up', exponent: 0 })).toBe('5')
    expect(round('1349999999999999999999999999999/300000000000000000000000000000', { mode: 'half-up', exponent: 0 })).toBe('4')
  })

  it.each<[string, unknown, string]>([
    ['an unknown mode', { mode: 'half', exponent: 2 }, 'rounding.mode'],
    ['a mode of the prototype', { mode: 'toString', exponent: 2 }, 'rounding.mode'],
    ['no exponent', { mode: 'up' }, 'rounding.exponent'],
    ['a fractional exponent', { mode: 'up', exponent: 1.5 }, 'rounding.exponent'],
    ['NaN', { mode: 'up', exponent: Number.NaN }, 'rounding.exponent'],
    ['an exponent of 39', { mode: 'up', exponent: 39 }, 'rounding.exponent'],
    ['an exponent of -39', { mode: 'up', exponent: -39 }, 'rounding.exponent'],
    ['a zero increment', { mode: 'up', exponent: 2, increment: '0.00' }, 'rounding.increment'],
    ['a negative increment', { mode: 'up', exponent: 2, increment: '-5' }, 'rounding.increment'],
  ])('refuses %s', (_, rule, field) => {
    expect(() => round('1', rule as RoundingRule)).toThrow(expect.objectContaining({ code: 'rounding.invalid', field }))
  })
})
