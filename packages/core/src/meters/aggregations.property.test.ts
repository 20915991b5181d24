import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addAll } from '../money/arithmetic.js'
import type { Decimal } from '../money/decimal-type.js'
import { assertAggregationLaws } from '../testing/aggregation-laws.js'
import { arbitraryDecimal } from '../testing/arbitrary-decimal.js'
import type { Accumulator, Aggregation } from './aggregation.js'
import { aggregations } from './aggregations.js'
import { startExactSum } from './aggregations/exact-sum.js'
import { sumAggregation } from './aggregations/sum.js'

const occurrence = { time: '2026-10-14T09:00:00.000000Z', source: 's', id: '1' }

describe('built-in aggregations', () => {
  test.each(Object.values(aggregations))('$name keeps the laws', (aggregation) => {
    assertAggregationLaws(aggregation)
  })

  test.each(Object.entries(aggregations))('%s stands under its name', (name, aggregation) => {
    expect(aggregation.name).toBe(name)
  })
})

describe('assertAggregationLaws', () => {
  test.each<[broken: string, change: Partial<Aggregation<Decimal>>, law: RegExp]>([
    ['keeps the last value', { add: (_, value) => value }, /in any order/],
    ['forgets one side', { merge: (_, b) => b }, /merging parts/],
    ['has another zero', { zero: '1' }, /zero is the identity|merging parts/],
    ['subtracts nothing', { subtract: (whole) => whole }, /subtract undoes/],
    ['accumulates with floats', { accumulate: () => floatAccumulator() }, /accumulate ends/],
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
