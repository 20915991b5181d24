import type { PercentagePrice } from '../models/percentage-price.js'
import { greatest, isLess, least, minus, plus, rational, times, total, zero, type Rational } from './rational.js'

const hundredth: Rational = { numerator: 1n, denominator: 100n }

/** What all transactions cost together. */
export function percentageOracle(price: PercentagePrice, transactions: readonly Rational[]): Rational {
  return price.minimum === undefined && price.maximum === undefined ? togetherOracle(price, transactions) : oneByOneOracle(price, transactions)
}

/** The rate on the sum less what is free, and a fee for each one that is not: two sums, no state. */
function togetherOracle({ rate, fixed = '0', freeTransactions, freeAmount }: PercentagePrice, transactions: readonly Rational[]): Rational {
  const none = freeTransactions === undefined && freeAmount === undefined
  const first = transactions.slice(0, none ? 0 : (freeTransactions ?? transactions.length))
  const free = freeAmount === undefined ? total(first) : least(total(first), rational(freeAmount))
  const exempt = first.filter((_, index) => freeAmount === undefined || isLess(total(transactions.slice(0, index + 1)), rational(freeAmount)))
  const charged = times(minus(total(transactions), free), times(rational(rate), hundredth))
  return plus(charged, times(rational(fixed), { numerator: BigInt(transactions.length - exempt.length), denominator: 1n }))
}

/** Where the allowances end is decided first, from running sums; what comes after pays within its bounds. */
function oneByOneOracle(price: PercentagePrice, transactions: readonly Rational[]): Rational {
  const { freeTransactions = 0, freeAmount } = price
  if (freeAmount === undefined) return total(transactions.slice(freeTransactions).map((value) => clampedCost(price, value)))
  const allowed = rational(freeAmount)
  const open = freeTransactions > 0 || isLess(zero, allowed)
  const last = open ? transactions.findIndex((_, index) => !isLess(total(transactions.slice(0, index + 1)), allowed)) : -1
  if (open && last < 0) return zero
  const remainder = open ? [minus(total(transactions.slice(0, last + 1)), allowed)] : []
  return total([...remainder, ...transactions.slice(last + 1)].map((value) => clampedCost(price, value)))
}

function clampedCost({ rate, fixed = '0', minimum, maximum }: PercentagePrice, value: Rational): Rational {
  const cost = plus(times(value, times(rational(rate), hundredth)), rational(fixed))
  const raised = minimum === undefined ? cost : greatest(cost, rational(minimum))
  return maximum === undefined ? raised : least(raised, rational(maximum))
}
