import fc from 'fast-check'
import { add, addAll, signOf, type Decimal, type Exact } from '@farthing/core'
import { arbitraryDecimal, arbitraryExact } from '@farthing/core/testing'
import type { PriceFacts } from '../models/price-facts.js'
import type { Price } from '../models/price.js'
import { edgesOf } from './edges-of.js'

/** Digits of 10^30 with 18 after the point. */
const longest = 48

/** Quantities from 0 up: decimals up to 10^30 with 18 digits after the point, and fractions. */
export function arbitraryQuantity(): fc.Arbitrary<Exact> {
  const sign = 'not-negative'
  return fc.oneof(arbitraryExact({ sign, maxDigits: 30 }), arbitraryDecimal({ sign, maxDigits: longest }))
}

export interface PricedQuantities<P extends Price> {
  readonly price: P
  readonly quantity: Exact
  /** Another one, for laws about two. */
  readonly other: Exact
}

/** A price with quantities that it might be asked for: anywhere, on a tier bound, or a millionth beside one. Shrinks well. */
export function arbitraryPricedQuantities<P extends Price>(prices: fc.Arbitrary<P>): fc.Arbitrary<PricedQuantities<P>> {
  return fc.tuple(prices, arbitraryPlace(), arbitraryPlace()).map(([price, one, two]) => ({ price, quantity: quantityAt(price, one), other: quantityAt(price, two) }))
}

/** A quantity, or a tier bound with a distance from it, before the price is known. */
type Place = Exact | { readonly bound: number; readonly offset: Decimal }

function arbitraryPlace(): fc.Arbitrary<Place> {
  const offset = fc.constantFrom<Decimal>('0', '0.000001', '1', '-0.000001')
  return fc.oneof(arbitraryQuantity(), fc.record({ bound: fc.nat(), offset }))
}

function quantityAt(price: Price, place: Place): Exact {
  if (typeof place === 'string') return place
  const bounds = edgesOf(price)
  const quantity = add(bounds[place.bound % Math.max(bounds.length, 1)] ?? '0', place.offset)
  return signOf(quantity) < 0 ? '0' : quantity
}

/** A price with all facts that it reads; others are there too, and must not matter. Usage by meter only for steps with limits by meter. */
export function arbitraryPricedFacts<P extends Price>(prices: fc.Arbitrary<P>): fc.Arbitrary<{ readonly price: P; readonly facts: PriceFacts }> {
  const amount = arbitraryDecimal({ sign: 'not-negative', maxDigits: 12 })
  const userType = fc.constantFrom('senior', 'other', '__proto__')
  const facts = fc.record({
    transactions: fc.array(amount, { maxLength: 8 }),
    entries: fc.array(fc.record({ minutes: fc.oneof(fc.constantFrom<Decimal>('0', '15'), amount), userType }, { requiredKeys: ['minutes'], noNullPrototype: true }), { maxLength: 5 }),
    amount: arbitraryDecimal({ maxDigits: 18 }),
    dimensions: fc.record({ region: fc.constantFrom('eu', 'us', 'apac', null) }, { noNullPrototype: true }),
    carry: fc.record({ rolledOver: amount }, { requiredKeys: [], noNullPrototype: true }),
  })
  const limited = fc.record({ users: arbitraryQuantity(), storage: arbitraryQuantity() }, { noNullPrototype: true })
  return fc.tuple(prices, arbitraryPlace(), facts, limited).map(([price, place, others, quantities]) => {
    const quantity = { percentage: addAll(others.transactions), hourly: addAll(others.entries.map(({ minutes }) => minutes)) }
    const own = price.model === 'percentage' || price.model === 'hourly' ? quantity[price.model] : quantityAt(price, place)
    const isLimited = price.model === 'stairstep' && price.steps.some(({ limits }) => limits !== undefined)
    return { price, facts: { quantity: own, ...others, ...(isLimited ? { quantities } : {}) } }
  })
}
