import { addAllMoney, addMoney, money, type Money } from '@farthing/core'
import { expectTypeOf, test } from 'vitest'
import { cashRounding } from '../rounding/cash-rounding.js'
import { convertMoney } from './convert-money.js'
import { fxSnapshot, type FxSnapshot } from './fx-snapshot.js'

const rule = { mode: 'half-even', exponent: 2 } as const
const snapshot = fxSnapshot({ base: 'EUR', quote: 'USD', rate: '1.08', inverse: { rule: 'divide' }, provider: 'ecb', at: '2026-10-30T00:00:00Z' })
const euros = money('1', 'EUR')
const dollars = money('1', 'USD')

test('a conversion knows both sides', () => {
  expectTypeOf(snapshot).toEqualTypeOf<FxSnapshot<'EUR', 'USD'>>()
  expectTypeOf(convertMoney(euros, snapshot, rule)).toEqualTypeOf<Money<'USD'>>()
  expectTypeOf(convertMoney(dollars, snapshot, rule)).toEqualTypeOf<Money<'EUR'>>()
  // @ts-expect-error neither side of the rate
  convertMoney(money('1', 'CHF'), snapshot, rule)
})

test('a sum over two currencies does not compile, before a conversion', () => {
  // @ts-expect-error two currencies
  addMoney(euros, dollars)
  // @ts-expect-error two currencies
  addAllMoney([euros, dollars], 'EUR')
  expectTypeOf(addMoney(euros, convertMoney(dollars, snapshot, rule))).toEqualTypeOf<Money<'EUR'>>()
  expectTypeOf(cashRounding(euros, { increment: '0.05', mode: 'half-up' }).difference).toEqualTypeOf<Money<'EUR'>>()
})
