import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertBatchFree, assertOrderFree, assertReplayFree } from './event-laws.js'

const inputs = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 })
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const distinct = (numbers: readonly number[]) => [...new Set(numbers)].sort()

describe('laws of events', () => {
  test('hold for what keeps them', () => {
    assertOrderFree({ inputs, outcome: sum })
    assertReplayFree({ inputs, outcome: (numbers) => [...new Set(numbers)] })
    assertBatchFree({ inputs, outcome: (batches) => sum(batches.flat()) })
  })

  test.each<[what: string, law: () => void, broken: RegExp]>([
    ['the last one wins', () => { assertOrderFree({ inputs, outcome: (numbers) => numbers.at(-1) ?? 0 }, { endOnFailure: true }) }, /the order of inputs/],
    ['floats are added', () => { assertOrderFree({ inputs: fc.array(fc.constantFrom(0.1, 0.2, 0.3), { maxLength: 5 }), outcome: (numbers) => `${sum(numbers)}` }, { endOnFailure: true }) }, /the order of inputs/],
    ['repeats are added', () => { assertReplayFree({ inputs, outcome: sum }, { endOnFailure: true }) }, /a repeat of inputs/],
    ['batches are counted', () => { assertBatchFree({ inputs, outcome: (batches) => batches.length }, { endOnFailure: true }) }, /the cut into batches/],
    ['each batch forgets the one before', () => { assertBatchFree({ inputs, outcome: (batches) => distinct(batches.at(-1) ?? []) }, { endOnFailure: true }) }, /the cut into batches/],
  ])('are broken when %s', (_, law, broken) => {
    expect(law).toThrow(broken)
  })
})
