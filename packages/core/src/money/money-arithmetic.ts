import { fail } from '../errors/failure.js'
import { add, addAll, negate, subtract } from './arithmetic.js'
import { compare } from './compare.js'
import type { CurrencyCode, Money } from './money-type.js'

/**
 * `a + b`, exactly; nothing is rounded to minor units.
 *
 * @throws `money.currency_mismatch`, as all arithmetic on money does; two literal currencies that differ do not compile
 */
export function addMoney<C extends CurrencyCode>(a: Money<C>, b: Money<NoInfer<C>>): Money<C> {
  checkSameCurrency(a, b)
  return { amount: add(a.amount, b.amount), currency: a.currency }
}

/** `a − b`, exactly. */
export function subtractMoney<C extends CurrencyCode>(a: Money<C>, b: Money<NoInfer<C>>): Money<C> {
  checkSameCurrency(a, b)
  return { amount: subtract(a.amount, b.amount), currency: a.currency }
}

export function negateMoney<C extends CurrencyCode>(money: Money<C>): Money<C> {
  return { amount: negate(money.amount), currency: money.currency }
}

/** Orders two amounts of one currency by size. */
export function compareMoney<C extends CurrencyCode>(a: Money<C>, b: Money<NoInfer<C>>): -1 | 0 | 1 {
  checkSameCurrency(a, b)
  return compare(a.amount, b.amount)
}

/** The sum of amounts that must all be in `currency`; zero of it for none. Independent of their order. */
export function addAllMoney<C extends CurrencyCode>(amounts: readonly Money<NoInfer<C>>[], currency: C): Money<C> {
  for (const money of amounts) checkSameCurrency({ currency }, money)
  return { amount: addAll(amounts.map((money) => money.amount)), currency }
}

function checkSameCurrency(a: Pick<Money, 'currency'>, b: Pick<Money, 'currency'>): void {
  if (a.currency === b.currency) return
  fail('money.currency_mismatch', {
    field: 'currency',
    because: `is ${a.currency} on one side and ${b.currency} on the other`,
    facts: { currencies: [a.currency, b.currency] },
  })
}
