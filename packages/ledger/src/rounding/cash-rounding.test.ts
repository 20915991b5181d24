import { addMoney, isFarthingError, type Decimal, type Money, type RoundingMode } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { cashRounding } from './cash-rounding.js'

const cases: readonly (readonly [currency: string, increment: Decimal, mode: RoundingMode, total: Decimal, rounded: Decimal, difference: Decimal])[] = [
  ['CHF', '0.05', 'half-up', '49.98', '50', '0.02'],
  ['CHF', '0.05', 'half-up', '49.97', '49.95', '-0.02'],
  ['CHF', '0.05', 'half-up', '49.95', '49.95', '0'],
  ['CHF', '0.05', 'half-up', '-49.98', '-50', '-0.02'],
  ['SEK', '1', 'half-even', '12.5', '12', '-0.5'],
  ['SEK', '1', 'half-even', '13.5', '14', '0.5'],
  ['HUF', '5', 'half-up', '1234', '1235', '1'],
  ['NZD', '0.1', 'half-down', '0.05', '0', '-0.05'],
  ['JPY', '10', 'floor', '-1', '-10', '-9'],
]

describe('cashRounding', () => {
  it.each(cases)('%s in coins of %s, %s: %s is %s', (currency, increment, mode, total, rounded, difference) => {
    const paid: Money = { amount: total, currency }
    const result = cashRounding(paid, { increment, mode })
    expect(result).toEqual({ rounded: { amount: rounded, currency }, difference: { amount: difference, currency } })
    expect(addMoney(paid, result.difference)).toEqual(result.rounded)
  })

  it.each<readonly [name: string, increment: string, currency: string, code: string, field: string]>([
    ['a coin of nothing', '0', 'CHF', 'rounding.invalid', 'rounding.increment'],
    ['a negative coin', '-0.05', 'CHF', 'rounding.invalid', 'rounding.increment'],
    ['half a centime', '0.005', 'CHF', 'rounding.invalid', 'cash.increment'],
    ['a tenth of a yen', '0.1', 'JPY', 'rounding.invalid', 'cash.increment'],
    ['a text that is no number', '5 Rappen', 'CHF', 'decimal.malformed', 'cash.increment'],
    ['gold', '1', 'XAU', 'money.no_minor_units', 'currency'],
    ['an unknown currency', '1', 'XYZ', 'money.currency_unknown', 'currency'],
  ])('refuses %s', (_, increment, currency, code, field) => {
    expect.assertions(1)
    try {
      cashRounding({ amount: '1', currency }, { increment: increment as Decimal, mode: 'half-up' })
    } catch (error) {
      if (!isFarthingError(error)) throw error
      expect({ code: error.code, field: error.field }).toEqual({ code, field })
    }
  })
})
