import { add, addAll, compare, fail, isZero, multiply, type Decimal } from '@farthing/core'
import { chargePart, ratedPrice, type ChargePart } from './charge-part.js'
import type { PercentagePrice } from './percentage-price.js'
import { factOf, percent } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, optional, readCount, readDecimal, readNotNegative, readRecord } from './read-fields.js'
import { settleTransactions, type SettledTransaction } from './settle-transactions.js'

const maxTransactions = 1_000_000

/**
 * Reads the period's transactions in order, up to a million. Its quantity is their sum.
 * Parts: what is free, what pays the percentage, the fees, and transactions that pay the minimum or maximum instead; `counted` is their number.
 */
export const percentageModel: PriceModel<PercentagePrice> = {
  name: 'percentage',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'rate', 'fixed', 'freeTransactions', 'freeAmount', 'minimum', 'maximum'])
    const price: PercentagePrice = {
      model: 'percentage',
      rate: readDecimal(fields.rate, at(field, 'rate')),
      ...optional(fields, 'fixed', field, readDecimal),
      ...optional(fields, 'freeTransactions', field, readCount),
      ...optional(fields, 'freeAmount', field, readNotNegative),
      ...optional(fields, 'minimum', field, readNotNegative),
      ...optional(fields, 'maximum', field, readNotNegative),
    }
    const { minimum, maximum } = price
    if (minimum !== undefined && maximum !== undefined && compare(minimum, maximum) > 0) {
      fail('price.invalid', { field: at(field, 'minimum'), because: `is ${minimum}, above the maximum of ${maximum}`, facts: { minimum, maximum } })
    }
    return price
  },

  rate(price, facts) {
    const transactions = factOf(facts, 'transactions', 'percentage')
    if (transactions.length > maxTransactions) {
      fail('price.invalid', { field: 'transactions', because: `has ${transactions.length} entries, more than ${maxTransactions}` })
    }
    return ratedPrice(partsOf(price, settleTransactions(price, transactions)))
  },
}

function partsOf({ rate, fixed = '0', minimum = '0', maximum = '0' }: PercentagePrice, settled: readonly SettledTransaction[]): readonly ChargePart[] {
  const of = (outcome: SettledTransaction['outcome']) => settled.filter((transaction) => transaction.outcome === outcome)
  const paid = of('percentage')
  const unclamped = [...of('free'), ...paid]
  const free = addAll(unclamped.map((transaction) => transaction.free))
  return [
    ...(isZero(free) && of('free').length === 0 ? [] : [chargePart({ label: 'Free', quantity: free, counted: `${of('free').length}`, unit: '0' })]),
    chargePart({ label: 'Percentage', quantity: addAll(unclamped.map((transaction) => transaction.charged)), unit: multiply(rate, percent) }),
    ...(isZero(fixed) || paid.length === 0 ? [] : [chargePart({ label: 'Per transaction', quantity: '0', counted: `${paid.length}`, unit: fixed })]),
    ...clampedPart('Minimum per transaction', of('minimum'), minimum),
    ...clampedPart('Maximum per transaction', of('maximum'), maximum),
  ]
}

/** Transactions that cost a bound each, whatever they would have paid. */
function clampedPart(label: string, transactions: readonly SettledTransaction[], bound: Decimal): readonly ChargePart[] {
  if (transactions.length === 0) return []
  const quantity = addAll(transactions.map(({ free, charged }) => add(free, charged)))
  return [chargePart({ label, quantity, counted: `${transactions.length}`, unit: bound })]
}
