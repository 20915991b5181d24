import fc from 'fast-check'
import { expect, it } from 'vitest'
import { add, compare, divide, largest, multiply, subtract, type Dimensions, type Exact } from '@farthing/core'
import type { Plan } from '../../catalog/plan.js'
import type { PriceFacts } from '../../models/price-facts.js'
import type { Price } from '../../models/price.js'
import { ratePrice } from '../../models/rate-price.js'
import { arbitraryPricedFacts, arbitraryPricedQuantities } from '../../testing/arbitrary-facts.js'
import { arbitraryPrice } from '../../testing/arbitrary-prices.js'
import { nothingUsed } from './peak-of.js'
import { upperBound, type UpperBoundQuestion } from './upper-bound.js'

const models = ['per_unit', 'package', 'graduated', 'volume', 'stairstep', 'percentage', 'graduated_percentage', 'matrix', 'dynamic', 'hourly', 'bucket'] as const
const prices = arbitraryPrice({ maxDigits: 9, maxTiers: 4 }, models)
const region = fc.constantFrom('eu', 'us', 'apac', null)
const happened = fc.record({ eighths: fc.nat({ max: 8 }), region, userType: fc.constantFrom('senior', 'junior', 'other', '__proto__') }, { noNullPrototype: true })

function planOf(price: Price, by?: readonly string[]): Plan {
  return { currency: 'EUR', every: { unit: 'month', count: 1 }, components: { it: { price, meter: 'm', ...(by === undefined ? {} : { by }) } } }
}

/** What usage costs after one more event. */
function costWith(price: Price, facts: PriceFacts, { quantity, userType }: { readonly quantity: Exact; readonly userType: string }): Exact {
  return ratePrice(price, {
    ...facts,
    quantity: add(facts.quantity, quantity),
    transactions: [...(facts.transactions ?? []), quantity],
    entries: [...(facts.entries ?? []), { minutes: quantity, userType }],
    amount: add(facts.amount ?? '0', quantity),
  }).amount
}

type Bounding = (question: UpperBoundQuestion) => { readonly amount: Exact }

/** For events whose group is known. */
function assertNeverBelow(bounding: Bounding): void {
  fc.assert(
    fc.property(arbitraryPricedFacts(prices), arbitraryPricedQuantities(prices), happened, ({ price, facts }, { quantity: planned }, event) => {
      const quantity = divide(multiply(planned, `${event.eighths}`), '8')
      const { amount } = bounding({ plan: planOf(price), usage: { m: facts }, planned: { m: { quantity: planned, amount: planned, dimensions: facts.dimensions ?? {} } } })
      const cost = subtract(costWith(price, facts, { quantity, userType: event.userType }), ratePrice(price, facts).amount)
      expect(compare(amount, '0')).toBeGreaterThanOrEqual(0)
      expect(compare(amount, cost)).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 4000 },
  )
}

it('is never below what an event up to the planned one costs', () => {
  assertNeverBelow(upperBound)
})

it('would be too low if it only looked at the whole event', () => {
  const naive: Bounding = ({ plan: { components }, usage: { m: facts }, planned: { m: planned } }) => {
    const { price } = components['it'] as { readonly price: Price }
    const { quantity } = planned as { readonly quantity: Exact }
    const difference = subtract(costWith(price, facts as PriceFacts, { quantity, userType: '' }), ratePrice(price, facts as PriceFacts).amount)
    return { amount: largest('0', difference) }
  }
  expect(() => { assertNeverBelow(naive) }).toThrow(/Counterexample/)
})

it('holds whatever the group of usage turns out to be', () => {
  fc.assert(
    fc.property(arbitraryPricedFacts(prices), fc.uniqueArray(region, { maxLength: 3 }), arbitraryPricedQuantities(prices), happened, ({ price, facts }, used, { quantity: planned }, event) => {
      const groups = used.map((each): PriceFacts => ({ ...facts, dimensions: { region: each } }))
      const { amount } = upperBound({ plan: planOf(price, ['region']), usage: { m: groups }, planned: { m: { quantity: planned, amount: planned } } })
      const dimensions: Dimensions = { region: event.region }
      const joined = groups.find((group) => group.dimensions?.region === event.region)
      const before = joined === undefined ? '0' : ratePrice(price, joined).amount
      const quantity = divide(multiply(planned, `${event.eighths}`), '8')
      const cost = subtract(costWith(price, joined ?? nothingUsed(price, dimensions), { quantity, userType: event.userType }), before)
      expect(compare(amount, cost)).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 2000 },
  )
})

it('holds for steps by limits, whichever meter the event is of', () => {
  const figure = fc.nat({ max: 20 })
  const limits = fc.array(fc.record({ seats: figure, calls: figure, amount: fc.integer({ min: -50, max: 50 }) }), { maxLength: 4 })
  fc.assert(
    fc.property(limits, fc.integer({ min: -50, max: 50 }), fc.record({ seats: figure, calls: figure }), figure, fc.constantFrom('seats', 'calls'), fc.nat({ max: 8 }), (entries, last, used, planned, meter, eighths) => {
      const bounds = { seats: 0, calls: 0 }
      const steps = entries.map(({ seats, calls, amount }) => {
        bounds.seats += seats
        bounds.calls += calls
        return { limits: { seats: `${bounds.seats}`, calls: `${bounds.calls}` } as const, amount: `${amount}` as const }
      })
      const price = { model: 'stairstep', steps: [...steps, { amount: `${last}` }] } as const
      if (steps.length === 0) return
      const facts: PriceFacts = { quantity: '0', quantities: { seats: `${used.seats}`, calls: `${used.calls}` } }
      const { amount } = upperBound({ plan: planOf(price), usage: { m: facts }, planned: { m: `${planned}` } })
      const added = divide(multiply(`${planned}`, `${eighths}`), '8')
      const after = { ...facts, quantities: { ...facts.quantities, [meter]: add(facts.quantities?.[meter] ?? '0', added) } }
      expect(compare(amount, subtract(ratePrice(price, after).amount, ratePrice(price, facts).amount))).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 1000 },
  )
})

it('is the cost of the event where cost rises with the quantity and nothing is open', () => {
  const rising = arbitraryPrice({ maxDigits: 9, maxTiers: 4, sign: 'not-negative' }, ['per_unit', 'package', 'graduated', 'percentage', 'graduated_percentage', 'dynamic', 'bucket'])
  fc.assert(
    fc.property(arbitraryPricedFacts(rising), arbitraryPricedQuantities(rising), ({ price, facts }, { quantity: planned }) => {
      const { amount, kind } = upperBound({ plan: planOf(price), usage: { m: facts }, planned: { m: { quantity: planned, amount: planned } } })
      expect(kind).toBe('exact')
      expect(compare(amount, subtract(costWith(price, facts, { quantity: planned, userType: '' }), ratePrice(price, facts).amount))).toBe(0)
    }),
    { numRuns: 2000 },
  )
})
