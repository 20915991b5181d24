import { add, compare, fail, isZero, largest, multiply, smallest, type Dimensions, type Exact } from '@farthing/core'
import { stepHolding } from '../../models/limit-steps.js'
import type { HourlyPrice } from '../../models/hourly.js'
import type { MatrixPrice } from '../../models/matrix.js'
import type { PercentagePrice } from '../../models/percentage-price.js'
import { factOf, percent, type PriceFacts } from '../../models/price-facts.js'
import type { Price } from '../../models/price.js'
import { ratePrice } from '../../models/rate-price.js'
import { settleTransactions } from '../../models/settle-transactions.js'
import type { StairstepPrice } from '../../models/stairstep.js'
import { factsAfter, sumOf, type PlannedUsage } from './planned-usage.js'
import { graduatedPeak, stairstepPeak, volumePeak } from './tier-peaks.js'

/**
 * The most that usage costs once a planned event has happened, with any quantity up to the planned one, or has not. Never too low; exact where
 * the price rises with the quantity.
 */
export function peakOf(price: Price, facts: PriceFacts, planned: PlannedUsage): Exact {
  const now = costOf(price, facts)
  const peak = eventPeak(price, facts, planned) ?? tierPeak(price, facts, planned)
  return peak === undefined ? now : largest(now, peak)
}

/** What the facts cost. Nothing used costs nothing by a matrix, also where it is not known which row it will be. */
export function costOf(price: Price, facts: PriceFacts): Exact {
  return price.model === 'matrix' && isZero(facts.quantity) ? '0' : ratePrice(price, facts).amount
}

/** For models that see more of an event than its quantity, and for those whose cost rises or falls throughout, so that the ends decide. */
function eventPeak(price: Price, facts: PriceFacts, planned: PlannedUsage): Exact | undefined {
  switch (price.model) {
    case 'percentage':
      return add(costOf(price, facts), transactionPeak(price, facts, planned))
    case 'matrix':
      return add(costOf(price, facts), rowPeak(price, { ...facts.dimensions, ...planned.dimensions }, planned.quantity))
    case 'hourly':
      return ratesOf(price, planned).reduce<Exact | undefined>((most, userType) => {
        const amount = amountAfter(price, facts, { ...planned, userType })
        return most === undefined ? amount : largest(most, amount)
      }, undefined)
    case 'dynamic':
      if (planned.amount === undefined) fail('rating.fact_missing', { field: 'planned.amount', because: 'is missing for a price of model dynamic' })
      return amountAfter(price, facts, planned)
    case 'per_unit':
    case 'package':
    case 'bucket':
      return amountAfter(price, facts, planned)
    default:
      return undefined
  }
}

function tierPeak(price: Price, facts: PriceFacts, planned: PlannedUsage): Exact | undefined {
  const range = { from: facts.quantity, to: add(facts.quantity, planned.quantity) }
  switch (price.model) {
    case 'graduated':
      return graduatedPeak(price, range)
    case 'graduated_percentage':
      return graduatedPeak({ tiers: price.tiers.map(({ rate, ...tier }) => ({ ...tier, unit: multiply(rate, percent) })) }, range)
    case 'volume':
      return volumePeak(price, range)
    case 'stairstep':
      return facts.quantities === undefined ? stairstepPeak(price, range) : limitPeak(price, facts, planned)
    default:
      // A fee does not see the event.
      return undefined
  }
}

function amountAfter(price: Price, facts: PriceFacts, planned: PlannedUsage): Exact {
  return ratePrice(price, factsAfter(price, facts, planned) ?? facts).amount
}

/** The steps between the one of today and the one that holds all that is planned, on every meter that is not excluded. */
function limitPeak({ steps }: StairstepPrice, facts: PriceFacts, planned: PlannedUsage): Exact {
  const quantities = factOf(facts, 'quantities', 'stairstep')
  const meters = [...new Set(steps.flatMap(({ limits = {} }) => Object.keys(limits)))]
  const added = planned.quantities ?? Object.fromEntries(meters.map((meter) => [meter, planned.quantity]))
  const [first, last] = [stepHolding(steps, quantities), stepHolding(steps, sumOf(quantities, added))]
  return steps.slice(first, last + 1).reduce<Exact>((most, { amount }) => largest(most, amount), steps[last]?.amount ?? '0')
}

/**
 * What one more transaction adds at most. An allowance covers the small ones first; what it leaves rises with the transaction. With a negative
 * rate the fee alone is the most.
 */
function transactionPeak(price: PercentagePrice, facts: PriceFacts, { quantity }: PlannedUsage): Exact {
  const last = settleTransactions(price, [...factOf(facts, 'transactions', 'percentage'), quantity]).at(-1)
  if (last === undefined || last.outcome === 'free') return '0'
  const { fixed = '0', minimum, maximum } = price
  const least = minimum === undefined ? fixed : largest(fixed, minimum)
  const fee = maximum === undefined ? least : smallest(least, maximum)
  return compare(price.rate, '0') < 0 ? largest(last.amount, fee) : last.amount
}

/** The dearest row that the dimensions could fit; those that are not known fit any. */
function rowPeak({ rows, otherwise }: MatrixPrice, dimensions: Dimensions, quantity: Exact): Exact {
  const couldFit = rows.filter(({ when }) => Object.entries(when).every(([name, value]) => !Object.hasOwn(dimensions, name) || dimensions[name] === value))
  const surely = couldFit.findIndex(({ when }) => Object.keys(when).every((name) => Object.hasOwn(dimensions, name)))
  const possible = surely < 0 ? couldFit.map(({ unit }) => unit) : couldFit.slice(0, surely + 1).map(({ unit }) => unit)
  const units = surely < 0 && otherwise !== undefined ? [...possible, otherwise] : possible
  return units.reduce<Exact>((most, unit) => largest(most, multiply(quantity, unit)), '0')
}

function ratesOf({ rates = {} }: HourlyPrice, { userType }: PlannedUsage): readonly string[] {
  return userType === undefined ? ['', ...Object.keys(rates)] : [userType]
}

/** Nothing used yet, with every fact that the price could read. */
export function nothingUsed(price: Price, dimensions: Dimensions): PriceFacts {
  const limited = price.model === 'stairstep' && price.steps.some(({ limits }) => limits !== undefined)
  return { quantity: '0', dimensions, transactions: [], entries: [], amount: '0', ...(limited ? { quantities: {} } : {}) }
}
