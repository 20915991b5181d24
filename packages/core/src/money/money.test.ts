import { describe, expect, it } from 'vitest'
import { currencies } from './currencies/currencies.js'
import type { Decimal } from './decimal-type.js'
import { formatMoney } from './format-money.js'
import { fromMinorUnits, toMinorUnits } from './minor-amount.js'
import { addAllMoney, addMoney, compareMoney, negateMoney, subtractMoney } from './money-arithmetic.js'
import { money } from './money.js'
import type { Money } from './money-type.js'

const eur = (amount: Decimal) => money(amount, 'EUR')

describe('money', () => {
  it('checks the currency and canonicalises the amount', () => {
    expect(money('49.00', 'EUR')).toStrictEqual({ amount: '49', currency: 'EUR' })
    expect(money('0.000149', 'USD')).toStrictEqual({ amount: '0.000149', currency: 'USD' })
    expect(money('1', 'DEM').currency).toBe('DEM')
  })

  it.each([
    ['1e3', 'EUR', 'decimal.malformed', 'fee.amount'],
    ['9'.repeat(39), 'EUR', 'decimal.too_long', 'fee.amount'],
    ['1', 'XYZ', 'money.currency_unknown', 'fee.currency'],
  ])('refuses %s %s', (amount, currency, code, field) => {
    expect(() => money(amount, currency, 'fee')).toThrow(expect.objectContaining({ code, field }))
  })

  it('knows what the host declares', () => {
    const known = [{ code: 'PTS', numeric: null, name: 'Points', minorUnits: 0 }, ...currencies]
    const points = money('7', 'PTS', 'reward', known)
    expect(formatMoney(points, known)).toBe('7 PTS')
    expect(fromMinorUnits(toMinorUnits(points, known), 'PTS', known)).toStrictEqual(points)
  })
})

describe('arithmetic on money', () => {
  it('is exact and keeps the currency', () => {
    expect(addMoney(eur('0.1'), eur('0.2'))).toStrictEqual(eur('0.3'))
    expect(subtractMoney(eur('0.1'), eur('0.2'))).toStrictEqual(eur('-0.1'))
    expect(negateMoney(eur('0'))).toStrictEqual(eur('0'))
    expect(compareMoney(eur('10'), eur('9.50'))).toBe(1)
    expect(addAllMoney([eur('1'), eur('0.000149'), eur('-1')], 'EUR')).toStrictEqual(eur('0.000149'))
    expect(addAllMoney([], 'JPY')).toStrictEqual({ amount: '0', currency: 'JPY' })
  })

  const usd: Money = money('1', 'USD')
  const one: Money = eur('1')

  it.each([
    ['addMoney', () => addMoney(one, usd)],
    ['subtractMoney', () => subtractMoney(one, usd)],
    ['compareMoney', () => compareMoney(one, usd)],
    ['addAllMoney', () => addAllMoney<string>([one, usd], 'EUR')],
    ['addAllMoney with another currency asked', () => addAllMoney<string>([one], 'USD')],
  ])('%s refuses to mix currencies', (_, act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'money.currency_mismatch' }))
  })
})

describe('minor units', () => {
  it.each([
    ['50', 'EUR', '5000'],
    ['-0.01', 'EUR', '-1'],
    ['0', 'EUR', '0'],
    ['50', 'JPY', '50'],
    ['0.001', 'KWD', '1'],
    ['1.2345', 'CLF', '12345'],
    ['9'.repeat(38) as Decimal, 'EUR', `${'9'.repeat(38)}00`],
  ] as const)('%s %s is %s', (amount, currency, minor) => {
    expect(toMinorUnits({ amount, currency })).toBe(minor)
    expect(fromMinorUnits(minor, currency)).toStrictEqual({ amount, currency })
  })

  it('reads a non-canonical amount', () => {
    expect(toMinorUnits({ amount: '50.000', currency: 'EUR' })).toBe('5000')
  })

  it.each([
    ['0.001', 'EUR', 'money.not_minor_units'],
    ['0.5', 'JPY', 'money.not_minor_units'],
    ['1', 'XAU', 'money.no_minor_units'],
    ['1', 'XYZ', 'money.currency_unknown'],
    ['x' as Decimal, 'EUR', 'decimal.malformed'],
  ] as const)('refuses %s %s', (amount, currency, code) => {
    expect(() => toMinorUnits({ amount, currency })).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    ['1.5', 'EUR', 'money.not_minor_units'],
    ['1e3', 'EUR', 'decimal.malformed'],
    ['', 'EUR', 'decimal.malformed'],
    ['1', 'XAU', 'money.no_minor_units'],
  ])('refuses %s minor units of %s', (minor, currency, code) => {
    expect(() => fromMinorUnits(minor, currency)).toThrow(expect.objectContaining({ code }))
  })
})

it.each([
  ['50', 'EUR', '50.00 EUR'],
  ['0.5', 'EUR', '0.50 EUR'],
  ['-0.5', 'EUR', '-0.50 EUR'],
  ['50', 'JPY', '50 JPY'],
  ['1.5', 'KWD', '1.500 KWD'],
  ['0.000149', 'EUR', '0.000149 EUR'],
  ['49.000', 'EUR', '49.00 EUR'],
  ['1.25', 'XAU', '1.25 XAU'],
] as const)('formats %s %s as %s', (amount, currency, text) => {
  expect(formatMoney({ amount, currency })).toBe(text)
})
