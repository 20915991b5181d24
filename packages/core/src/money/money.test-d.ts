import { expectTypeOf, test } from 'vitest'
import { add, addMoney, compareMoney, divide, money, round, type Decimal, type Exact, type Money } from '../index.js'

const decimal = '1.5' as Decimal
const exact = '70/31' as Exact

test('decimals stay decimals, and fractions are not lost', () => {
  expectTypeOf(add(decimal, decimal)).toEqualTypeOf<Decimal>()
  expectTypeOf(add(decimal, exact)).toEqualTypeOf<Exact>()
  expectTypeOf(divide(decimal, decimal)).toEqualTypeOf<Exact>()
  expectTypeOf(round(exact, { mode: 'half-even', exponent: 2 })).toEqualTypeOf<Decimal>()
})

test('a text that is no number is no decimal', () => {
  // @ts-expect-error not a number
  add('one', '2')
  // @ts-expect-error a number carries no quantity
  add(1, '2')
})

test('money is no number or text, so that + does not compile, and does not mix', () => {
  const euros = money('1', 'EUR')
  const dollars = money('1', 'USD')
  expectTypeOf(addMoney(euros, euros)).toEqualTypeOf<Money<'EUR'>>()
  // @ts-expect-error two currencies
  addMoney(euros, dollars)
  // @ts-expect-error two currencies
  compareMoney(euros, dollars)
  expectTypeOf(euros).not.toExtend<number | bigint | string>()
})
