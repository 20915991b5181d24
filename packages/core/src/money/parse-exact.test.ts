import { describe, expect, it } from 'vitest'
import { decimalOf } from './decimal-of.js'
import { isDecimalValue } from './is-decimal-value.js'
import { parseExact } from './parse-exact.js'

const nines = '9'.repeat(38)

describe('parseExact', () => {
  it.each([
    ['1.50', '1.5'],
    ['70/31', '70/31'],
    ['140/62', '70/31'],
    ['-140/62', '-70/31'],
    ['0070/0031', '70/31'],
    ['6/3', '2'],
    ['3/8', '0.375'],
    ['-1/20', '-0.05'],
    ['0/7', '0'],
    ['-0/7', '0'],
    [`${nines}/${'9'.repeat(37)}7`, `${nines}/${'9'.repeat(37)}7`],
    [`1/${10n ** 37n}`, `0.${'0'.repeat(36)}1`],
  ])('reads %s as %s', (text, exact) => {
    expect(parseExact(text)).toBe(exact)
    expect(parseExact(exact)).toBe(exact)
  })

  it.each([
    ['1/', 'exact.malformed'],
    ['/3', 'exact.malformed'],
    ['1/-3', 'exact.malformed'],
    ['1/+3', 'exact.malformed'],
    ['1.5/3', 'exact.malformed'],
    ['1/3.0', 'exact.malformed'],
    ['1/2/3', 'exact.malformed'],
    ['1 /3', 'exact.malformed'],
    ['１/３', 'exact.malformed'],
    ['1e3/7', 'exact.malformed'],
    ['1/0', 'exact.division_by_zero'],
    ['0/0', 'exact.division_by_zero'],
    ['1/000', 'exact.division_by_zero'],
    ['1e3', 'decimal.malformed'],
    ['', 'decimal.malformed'],
    [`1/1${nines}`, 'exact.too_long'],
    [`1${nines}/7`, 'exact.too_long'],
    [`${'1'.repeat(65)}/${'7'.repeat(65)}`, 'exact.too_long'],
    ['1'.repeat(1_000_000), 'exact.too_long'],
    [`1/${2n ** 50n}`, 'decimal.too_long'],
    [`1${nines}`, 'decimal.too_long'],
  ])('refuses %j', (text, code) => {
    expect(() => parseExact(text, 'quantity')).toThrow(expect.objectContaining({ code, field: 'quantity' }))
  })

  it('refuses what is no text', () => {
    expect(() => parseExact(7 as unknown as '7', 'quantity')).toThrow(expect.objectContaining({ code: 'exact.malformed' }))
  })
})

describe('decimalOf', () => {
  it.each([
    ['3/8', '0.375'],
    ['62/31', '2'],
    ['-1.50', '-1.5'],
  ] as const)('gives %s as %s', (value, decimal) => {
    expect(decimalOf(value)).toBe(decimal)
  })

  it('refuses an expansion without end', () => {
    expect(() => decimalOf('70/31', 'quantity')).toThrow(expect.objectContaining({ code: 'exact.not_decimal', field: 'quantity' }))
  })
})

it('isDecimalValue tells canonical decimals from fractions', () => {
  expect(isDecimalValue('0.375')).toBe(true)
  expect(isDecimalValue('70/31')).toBe(false)
})
