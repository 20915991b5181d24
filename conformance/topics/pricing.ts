import { addAll, round, subtract, type Dimensions, type Exact } from '@farthing/core'
import {
  checkPrice,
  effectiveUnit,
  rateEach,
  rateIncrement,
  ratePrice,
  settleTransactions,
  type ChargePart,
  type Price,
  type RatedPrice,
} from '@farthing/pricing'
import type { Answer, Topic, Vector } from '../vector.js'
import { translatePrice, type GivenPrice } from './price-translation.js'
import { ruleOf, type AskedRounding } from './rounding.js'

/** What a price is applied to; a case has what its model reads. */
interface Given extends GivenPrice {
  readonly quantity?: Exact
  readonly previous_quantity?: Exact
  readonly quantities?: Readonly<Record<string, Exact>>
  readonly transactions?: readonly Exact[]
  readonly total_cents?: Exact
  readonly usage?: readonly { readonly dimensions: Dimensions; readonly quantity: Exact }[]
  readonly buckets?: readonly Exact[]
  readonly price: GivenPrice
  readonly rounding?: AskedRounding
}

export const pricing: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translated = translatePrice(given.model === 'per_bucket' ? given.price : given)
  if ('unsupported' in translated) return translated
  const price = checkPrice(translated, 'price')
  if (given.usage !== undefined) return matrixAnswer(price, given.usage)
  if (given.buckets !== undefined) return bucketsAnswer(price, given.buckets)
  return { answered: { ...answerOf(ratedAs(price, given), given, vector), ...transactionAnswer(price, given) } }
}

/** A flat fee has no quantity in the cases; in our words it is due for one whole period. */
function ratedAs(price: Price, given: Given): RatedPrice {
  const { quantities, transactions, previous_quantity: before } = given
  const quantity = quantityOf(given)
  if (before !== undefined) return rateIncrement(price, { before, added: quantity })
  return ratePrice(price, {
    quantity,
    amount: given.total_cents ?? quantity,
    ...(quantities === undefined ? {} : { quantities }),
    ...(transactions === undefined ? {} : { transactions }),
  })
}

function quantityOf({ quantity, transactions }: Given): Exact {
  return quantity ?? (transactions === undefined ? '1' : addAll(transactions))
}

function answerOf({ amount, parts }: RatedPrice, given: Given, { expect }: Vector): Readonly<Record<string, unknown>> {
  const { unit_amount_scale: scale, unit_amount_basis: basis } = expect
  const counted = parts.map((part) => part.counted ?? part.quantity)
  const unit = effectiveUnit(amount, basis === 'paid_units' ? partNamed('Packages', parts).quantity : quantityOf(given))
  return {
    amount: given.rounding === undefined ? amount : round(amount, ruleOf(given.rounding)),
    unit_amount: typeof scale === 'number' ? round(unit, { mode: 'half-up', exponent: scale }) : unit,
    unit_amount_scale: scale,
    unit_amount_basis: basis,
    billed_quantity: addAll(counted),
    packages: counted.at(-1) ?? '0',
    breakdown: parts.map(breakdownOf),
    tier: parts.at(-1)?.tier,
    tier_totals: parts.map((part) => part.amount),
  }
}

function breakdownOf({ tier, quantity, flat, amount }: ChargePart): Readonly<Record<string, unknown>> {
  return { tier, quantity, unit_total: subtract(amount, flat), flat, total: amount }
}

function matrixAnswer(price: Price, usage: NonNullable<Given['usage']>): Answer {
  const { amount, each } = rateEach(price, usage)
  return { answered: { amount, breakdown: each.map((rated, index) => ({ dimensions: usage[index]?.dimensions, amount: rated.amount })) } }
}

function bucketsAnswer(price: Price, buckets: readonly Exact[]): Answer {
  const { amount, each } = rateEach(price, buckets)
  return { answered: { amount, per_bucket: each.map((rated) => rated.amount) } }
}

function transactionAnswer(price: Price, { transactions = [] }: Given): Readonly<Record<string, unknown>> {
  if (price.model !== 'percentage') return {}
  const { parts } = ratePrice(price, { quantity: addAll(transactions), transactions })
  const settled = settleTransactions(price, transactions)
  return {
    free_amount_used: partNamed('Free', parts).quantity,
    free_transactions_used: partNamed('Free', parts).counted,
    paid_transactions: settled.filter(({ outcome }) => outcome !== 'free').length,
    percentage_total: partNamed('Percentage', parts).amount,
    fixed_total: partNamed('Per transaction', parts).amount,
    per_transaction: settled.map((transaction) => transaction.amount),
  }
}

const none = { quantity: '0', counted: '0', amount: '0' } as const

function partNamed(label: string, parts: readonly ChargePart[]): Pick<ChargePart, 'quantity' | 'counted' | 'amount'> {
  return parts.find((part) => part.label === label) ?? none
}
