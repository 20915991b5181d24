import { money, type Decimal, type Exact, type Money } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { convertExact, convertMoney } from './convert-money.js'
import { fxSnapshot, type FxInverse } from './fx-snapshot.js'

const cents = { mode: 'half-even', exponent: 2 } as const
const snapshotWith = (inverse: FxInverse) => fxSnapshot({ base: 'EUR', quote: 'USD', rate: '1.0837', inverse, provider: 'ecb-reference', at: '2026-10-30T14:15:00Z' })

const cases: readonly (readonly [name: string, money: Money<'EUR'> | Money<'USD'>, inverse: FxInverse, exact: Exact, amount: Decimal, currency: string])[] = [
  ['base to quote', money('100', 'EUR'), { rule: 'refuse' }, '108.37', '108.37', 'USD'],
  ['rounded once', money('0.50', 'EUR'), { rule: 'divide' }, '0.54185', '0.54', 'USD'],
  ['a credit', money('-100', 'EUR'), { rule: 'divide' }, '-108.37', '-108.37', 'USD'],
  ['quote to base, by the reciprocal', money('108.37', 'USD'), { rule: 'divide' }, '100', '100', 'EUR'],
  ['quote to base, a fraction until it is rounded', money('100', 'USD'), { rule: 'divide' }, '1000000/10837', '92.28', 'EUR'],
  ['quote to base, by a rate of its own', money('100', 'USD'), { rule: 'stated', rate: '0.92' }, '92', '92', 'EUR'],
]

describe('convertMoney', () => {
  it.each(cases)('%s', (_, { amount, currency }, inverse, exact, converted, into) => {
    const snapshot = snapshotWith(inverse)
    expect(convertMoney<string, string>({ amount, currency }, snapshot, cents)).toEqual({ amount: converted, currency: into })
    expect(convertExact(amount, currency, snapshot)).toEqual({ amount: exact, currency: into })
  })

  it('refuses the way back where the snapshot does, and a currency that is neither', () => {
    const oneWay = snapshotWith({ rule: 'refuse' })
    expect(refusalOf(() => convertMoney(money('1', 'USD'), oneWay, cents))).toEqual({ code: 'fx.rate_missing', field: 'fx.inverse' })
    expect(refusalOf(() => convertMoney<string, string>(money('1', 'CHF'), oneWay, cents))).toEqual({ code: 'money.currency_mismatch', field: 'currency' })
  })
})
