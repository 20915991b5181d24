import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, addAll } from '../money/arithmetic.js'
import type { Decimal } from '../money/decimal-type.js'
import { assertAggregationLaws, type AggregationLawOptions } from '../testing/aggregation-laws.js'
import { arbitraryDecimal } from '../testing/arbitrary-decimal.js'
import type { Accumulator, Aggregation } from './aggregation.js'
import { aggregations } from './aggregations.js'
import type { Json } from '../evidence/json.js'
import { startExactSum } from './aggregations/exact-sum.js'
import { sumAggregation } from './aggregations/sum.js'
import { findAggregation } from './find-aggregation.js'
import type { Measure } from './meter.js'

const occurrence = { time: '2026-10-14T09:00:00.000000Z', source: 's', id: '1' }

/** Every built-in aggregation, with each of its settings that counts otherwise. */
const cases: readonly (readonly [what: string, measure: Pick<Measure, 'aggregation' | 'settings'>, options?: AggregationLawOptions])[] = [
  ['count', { aggregation: 'count' }],
  ['sum', { aggregation: 'sum' }],
  ['min', { aggregation: 'min' }],
  ['max', { aggregation: 'max' }],
  ['avg', { aggregation: 'avg' }],
  ['first', { aggregation: 'first' }],
  ['latest', { aggregation: 'latest' }],
  ['unique', { aggregation: 'unique' }],
  ['percentile', { aggregation: 'percentile', settings: { percent: '95' } }, { values: fc.oneof(arbitraryDecimal(), fc.constantFrom('1', '2')) }],
  ['bucketed_max', { aggregation: 'bucketed_max', settings: { every: 'hour' } }],
  ['bucketed_sum by local day', { aggregation: 'bucketed_sum', settings: { every: 'day', zone: 'Europe/Berlin' } }],
  ['unique with operations', { aggregation: 'unique', settings: { operation: 'op' } }, { values: arbitraryMove() }],
  ['unique by day', { aggregation: 'unique', settings: { operation: 'op', prorate: 'day' } }, { values: arbitraryMove() }],
  ['changes by second', { aggregation: 'time_weighted', settings: { reports: 'change', per: 'hour' } }, { additive: true }],
  ['changes as a mean', { aggregation: 'time_weighted', settings: { reports: 'change', per: 'period' } }, { additive: true }],
  ['changes by day', { aggregation: 'time_weighted', settings: { reports: 'change', per: 'period', prorate: 'day', zone: 'Asia/Kathmandu' } }, { additive: true }],
  ['levels', { aggregation: 'time_weighted', settings: { reports: 'level', per: 'second', of: 'volume' } }, { additive: true, values: arbitraryLevel() }],
  ['duration', { aggregation: 'duration', settings: { allocation: 'a', phase: 'p', per: 'hour', weight: 'w' } }, { additive: true, values: arbitraryStep() }],
]

describe('built-in aggregations', () => {
  test.each(cases.map(([what, measure, options]) => ({ what, measure, options })))('$what keeps the laws', ({ measure, options }) => {
    assertAggregationLaws(findAggregation(measure, aggregations), options)
  })

  test('each stands under its name, and each is in the cases', () => {
    for (const [name, entry] of Object.entries(aggregations)) {
      expect(entry.name).toBe(name)
      expect(cases.map(([, { aggregation }]) => aggregation)).toContain(name)
    }
  })
})

function arbitraryMove(): fc.Arbitrary<Json> {
  return fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('add', 'remove')).map((move) => [...move])
}

function arbitraryLevel(): fc.Arbitrary<Json> {
  return fc.tuple(fc.constantFrom('v1', 'v2'), fc.constantFrom('0', '1.5', '10')).map((level) => [...level])
}

function arbitraryStep(): fc.Arbitrary<Json> {
  return fc.tuple(fc.constantFrom('a1', 'a2'), fc.constantFrom('open', 'accrue', 'close')).map(([allocation, phase]) =>
    (phase === 'open' ? { allocation, phase, weight: '2' } : { allocation, phase }))
}

describe('assertAggregationLaws', () => {
  test.each<[broken: string, change: Partial<Aggregation<Decimal>>, law: RegExp]>([
    ['keeps the last value', { add: (_, value) => value }, /in any order/],
    ['forgets one side', { merge: (_, b) => b }, /merging parts/],
    ['has another zero', { zero: '1' }, /zero is the identity|merging parts/],
    ['subtracts nothing', { subtract: (whole) => whole }, /subtract undoes/],
    ['accumulates with floats', { accumulate: () => floatAccumulator() }, /accumulate ends/],
    ['closes with what it was opened', { close: (_, __, opening) => opening === null ? '1' : add(opening as Decimal, '1') }, /closing in pieces/],
  ])('catches one that %s', (_, change, law) => {
    expect(() => assertAggregationLaws({ ...sumAggregation, ...change }, { endOnFailure: true })).toThrow(law)
  })
})

describe('startExactSum', () => {
  test('equals the sum of exact arithmetic', () => {
    const mixed = fc.oneof(arbitraryDecimal(), fc.constantFrom<Decimal>('9007199254740991', '-9007199254740991', '900719925474.0991', '0.000000000000001', '-0.1', '0'))
    fc.assert(fc.property(fc.array(mixed, { maxLength: 30 }), (values) => {
      const sum = startExactSum()
      for (const value of values) sum.add(value, occurrence)
      expect(sum.state()).toBe(addAll(values))
    }), { numRuns: 2_000 })
  })

  test.each<[values: readonly Decimal[], total: string]>([
    [[], '0'],
    [['0.1', '0.2'], '0.3'],
    [['9007199254740991', '1', '-1'], '9007199254740991'],
    [['999999999999999', '0.000000000000001'], '999999999999999.000000000000001'],
    [['-5', '5'], '0'],
    [['0.5', '-0.25', '1000000000000'], '1000000000000.25'],
  ])('%j gives %s', (values, total) => {
    const sum = startExactSum()
    for (const value of values) sum.add(value, occurrence)
    expect(sum.state()).toBe(total)
  })
})

function floatAccumulator(): Accumulator<Decimal> {
  let total = 0
  return { add: (value) => void (total += Number(value)), state: () => `${total}` }
}
