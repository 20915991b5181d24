import { add, addAll, compare, divide, multiply, subtract, type Decimal, type Exact, type JsonObject } from '@farthing/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plan } from '../../catalog/plan.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { Components } from '../../catalog/price-book.js'
import type { ProgramStage } from '../../charges/pipeline/program.js'
import { rate } from '../rate.js'
import { october, october2026, subscription, used } from '../test/october.js'
import { upperBound } from './upper-bound.js'

const keys = ['a', 'b', 'c'] as const
type Key = (typeof keys)[number]
const figure = fc.integer({ min: 0, max: 60 }).map((value): Decimal => `${value}`)
const price = fc.oneof(
  fc.constantFrom('0', '1', '2').map((unit) => ({ model: 'per_unit', unit }) as const),
  fc.tuple(figure, fc.integer({ min: -2, max: 3 }), fc.integer({ min: -2, max: 3 })).map(([upTo, first, then]) => ({
    model: 'graduated', tiers: [{ upTo: add(upTo, '1'), unit: `${first}`, flat: '2' }, { unit: `${then}` }],
  }) as const),
  fc.tuple(figure, fc.constantFrom('1', '2')).map(([upTo, then]) => ({ model: 'volume', tiers: [{ upTo: add(upTo, '1'), unit: '3' }, { unit: then }] }) as const),
)
const cards = fc.record({ a: price, b: price, c: price }).map((prices): Components => Object.fromEntries(keys.map((key) => [key, { meter: key, price: prices[key] }])))
const selector = fc.option(fc.subarray([...keys], { minLength: 1 }), { nil: undefined })
const contract = { id: 'c', currency: 'EUR', from: october.from, to: '2027-10-01T00:00:00.000000Z' } as const

/** In the order in which stages run, each perhaps there, with figures that are not refused. */
const stages = fc
  .tuple(
    one('quantity-grants@1', fc.constant({}), 6),
    one('included-quantity@1', fc.record({ quantity: figure, share: fc.constantFrom('all', 'each') }), 6),
    one('freemium@1', fc.record({ upTo: figure, above: fc.constantFrom('excess', 'everything') }), 6),
    one('percent-discount@1', fc.record({ percent: fc.constantFrom('10', '100', '33.3') })),
    one('fixed-discount@1', fc.record({ amount: figure, overDiscount: fc.constant('capped') })),
    one('cap-total@1', fc.record({ amount: figure, as: fc.constantFrom('charge', 'discounts') })),
    one('category-coupons@1', fc.record({ coupons: fc.constantFrom([{ id: 'x', percent: '50' }], [{ id: 'x', amount: '7' }]) })),
    one('minimum-commitment@1', fc.record({ amount: figure, overageFactor: fc.constantFrom('1', '1', '1', '2') })),
    one('commit-drawdown@1', fc.record({ amount: figure, kind: fc.constantFrom('prepaid', 'spend'), overageFactor: fc.constantFrom('0.5', '1', '1', '2') }).map(({ amount, kind, overageFactor }) => ({ overageFactor, contract: { ...contract, kind, amount: add(amount, '1') } }))),
  )
  .map((some) => some.flatMap((stage) => stage ?? []))

/** There once in so many times. */
function one(use: string, config: fc.Arbitrary<object>, times = 2): fc.Arbitrary<ProgramStage | undefined> {
  const stage = fc.tuple(config, selector).map(([each, components]): ProgramStage => ({
    id: use.split('@')[0] ?? use, use, ...(components === undefined ? {} : { of: { components } }), rules: [{ id: 'r', config: each as JsonObject }],
  }))
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: stage })
}

const history = fc.record({ cards, stages, used: fc.record({ a: figure, b: figure, c: figure }), planned: fc.record({ a: figure, b: figure, c: figure }), eighths: fc.nat({ max: 8 }) })

type History = typeof history extends fc.Arbitrary<infer T> ? T : never

type Quantities = { readonly [key in Key]: Exact }

/** What quantities come to. Hashes are not looked at, so they cost nothing. */
function totalsOf({ cards: components, stages: program }: History): (quantities: Quantities) => Exact {
  const digest = () => new Uint8Array(32)
  const planVersion = publishPlan('pro', plan({ currency: 'EUR', every: 'month', program: { stages: program } }, components), digest)
  const contract = { tenant: 'seller', side: 'retail', subscription: { ...subscription, planVersion: planVersion.version }, planVersion } as const
  return (quantities) => {
    const facts = { usage: keys.map((key) => used(quantities[key] as Decimal, { meter: key })), balances: [{ grant: 'g', quantity: '20' }] }
    return addAll(rate(october2026({ contract, facts }), { digest }).charges.map(({ amount }) => amount))
  }
}

function quantitiesOf(of: (key: Key) => Exact): Quantities {
  return { a: of('a'), b: of('b'), c: of('c') }
}

/** Whether an event of some eighths of the planned one costs more than a bound. */
function breaches(given: History, bound: Exact): boolean {
  const totalOf = totalsOf(given)
  const before = totalOf(given.used)
  const after = totalOf(quantitiesOf((key) => add(given.used[key], divide(multiply(given.planned[key], `${given.eighths}`), '8'))))
  return compare(subtract(after, before), bound) > 0
}

function boundOf({ cards: components, stages: program, ...question }: History): Exact | undefined {
  try {
    return upperBound({ plan: plan({ currency: 'EUR', every: 'month', program: { stages: program } }, components), usage: question.used, planned: question.planned }).amount
  } catch (error) {
    expect(error).toMatchObject({ code: 'rating.bound_unproven' })
    return undefined
  }
}

it('is never below what an event costs with a program of proven stages', () => {
  fc.assert(
    fc.property(history, (given) => {
      const bound = boundOf(given)
      fc.pre(bound !== undefined)
      expect(breaches(given, bound)).toBe(false)
    }),
    { numRuns: 1000 },
  )
})

it('would be, with the stages that are refused', () => {
  const isBreached = (given: History) => {
    const bare = boundOf({ ...given, stages: [] })
    return bare !== undefined && breaches(given, bare)
  }
  expect(fc.sample(history, 2000).some(isBreached)).toBe(true)
})
