import { add, addAll, compare, multiply, signOf, smallest, subtract, type Exact } from '@farthing/core'
import type { PercentagePrice } from './percentage-price.js'
import { percent, refuseNegative } from './price-facts.js'

/** What became of one transaction. */
export interface SettledTransaction {
  /** How much of it an allowance covers. */
  readonly free: Exact
  /** The rest of it. */
  readonly charged: Exact
  /** `free`: it costs nothing. `percentage`: the rate on what is charged, and the fee. `minimum` and `maximum`: that instead. */
  readonly outcome: 'free' | 'percentage' | 'minimum' | 'maximum'
  readonly amount: Exact
}

/**
 * Prices transactions one after another, in the order given.
 *
 * Without minimum and maximum the two allowances are an intersection: a transaction is free while it is among the first `freeTransactions`
 * and the amounts up to and including it stay below `freeAmount`; what is free of the one that reaches that amount lowers its percentage.
 *
 * With a minimum or maximum each transaction looks at what is left: while transactions or an amount are left it is free, unless it uses up the
 * amount; that one pays on what is above, and ends both allowances. (So does Lago; elsewhere an allowance of both kinds does not exist.)
 *
 * @throws `price.quantity_negative` for a negative transaction
 */
export function settleTransactions(price: PercentagePrice, transactions: readonly Exact[]): readonly SettledTransaction[] {
  transactions.forEach((value, index) => {
    refuseNegative(value, 'percentage', `transactions[${index}]`)
  })
  return price.minimum === undefined && price.maximum === undefined ? settleTogether(price, transactions) : settleOneByOne(price, transactions)
}

function settleTogether(price: PercentagePrice, transactions: readonly Exact[]): readonly SettledTransaction[] {
  const { freeTransactions, freeAmount } = price
  const first = freeTransactions === undefined ? transactions : transactions.slice(0, freeTransactions)
  const limited = freeTransactions !== undefined || freeAmount !== undefined
  const inFirst = addAll(first)
  let left: Exact = limited ? (freeAmount === undefined ? inFirst : smallest(inFirst, freeAmount)) : '0'
  let running: Exact = '0'
  return transactions.map((value, index) => {
    running = add(running, value)
    const free = smallest(value, left)
    left = subtract(left, free)
    const isFree = limited && index < first.length && (freeAmount === undefined || compare(running, freeAmount) < 0)
    return isFree ? { free, charged: '0', outcome: 'free', amount: '0' } : paying(price, free, value)
  })
}

function settleOneByOne(price: PercentagePrice, transactions: readonly Exact[]): readonly SettledTransaction[] {
  let transactionsLeft = price.freeTransactions ?? 0
  let amountLeft: Exact = price.freeAmount ?? '0'
  return transactions.map((value) => {
    if (transactionsLeft <= 0 && signOf(amountLeft) <= 0) return paying(price, '0', value)
    if (price.freeAmount === undefined || compare(amountLeft, value) > 0) {
      transactionsLeft -= 1
      amountLeft = price.freeAmount === undefined ? amountLeft : subtract(amountLeft, value)
      return { free: value, charged: '0', outcome: 'free', amount: '0' }
    }
    const free = amountLeft
    transactionsLeft = 0
    amountLeft = '0'
    return paying(price, free, value)
  })
}

function paying({ rate, fixed = '0', minimum, maximum }: PercentagePrice, free: Exact, value: Exact): SettledTransaction {
  const charged = subtract(value, free)
  const amount = add(multiply(charged, multiply(rate, percent)), fixed)
  if (minimum !== undefined && compare(amount, minimum) < 0) return { free, charged, outcome: 'minimum', amount: minimum }
  if (maximum !== undefined && compare(amount, maximum) > 0) return { free, charged, outcome: 'maximum', amount: maximum }
  return { free, charged, outcome: 'percentage', amount }
}
