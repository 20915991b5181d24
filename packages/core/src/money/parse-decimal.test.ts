import { describe, expect, it } from 'vitest'
import type { Decimal } from './decimal-type.js'
import { parseDecimal } from './parse-decimal.js'

const nines = '9'.repeat(38)

describe('parseDecimal', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['007', '7'],
    ['-007.50', '-7.5'],
    ['49.00', '49'],
    ['100', '100'],
    ['0.000149', '0.000149'],
    ['00.5', '0.5'],
    [nines, nines],
    [`-${nines}`, `-${nines}`],
    [`0.${nines}`, `0.${nines}`],
    [`0.${'0'.repeat(37)}1`, `0.${'0'.repeat(37)}1`],
    [`1.${'0'.repeat(62)}`, '1'],
    [`${'0'.repeat(63)}1`, '1'],
  ])('reads %s as %s', (text, decimal) => {
    expect(parseDecimal(text)).toBe(decimal)
    expect(parseDecimal(decimal)).toBe(decimal)
  })

  it.each([
    '', ' ', '-', '.', '+1', '1.', '.5', '-.5', '1..2', '1.2.3', '--1', '1-', ' 1', '1 ', '1\n', '1,000', '1_000', '1e3', '1E3', '0x10', '0b1',
    '１２', '١٢', '½', 'NaN', 'Infinity', '-Infinity', 'null', '1n', '70/31', '1\0',
  ])('refuses %j', (text) => {
    expect(() => parseDecimal(text, 'unit')).toThrow(expect.objectContaining({ code: 'decimal.malformed', field: 'unit' }))
  })

  it.each([
    ['39 digits', `1${nines}`],
    ['39 digits with a point', `1.${nines}`],
    ['39 digits after the point', `0.${'0'.repeat(38)}1`],
    ['100 digits', '1'.repeat(100)],
    ['65 characters, though most are zeros', `1.${'0'.repeat(63)}`],
    ['65 characters of something else', 'x'.repeat(65)],
    ['a million characters', '1'.repeat(1_000_000)],
  ])('refuses %s', (_, text) => {
    expect(() => parseDecimal(text, 'unit')).toThrow(expect.objectContaining({ code: 'decimal.too_long', field: 'unit' }))
  })

  it.each([[12], [12n], [null], [undefined], [['1']], [Object('1')]])('refuses what is no text: %o', (value) => {
    expect(() => parseDecimal(value as Decimal, 'unit')).toThrow(expect.objectContaining({ code: 'decimal.malformed' }))
  })

  it('says what is wrong with which field', () => {
    expect(() => parseDecimal('1e3', 'tiers[0].unit')).toThrow(
      'tiers[0].unit is "1e3" (rule: a decimal is an optional minus sign, digits, and at most one point followed by digits; no exponent, sign +, NaN or Infinity)',
    )
  })
})
