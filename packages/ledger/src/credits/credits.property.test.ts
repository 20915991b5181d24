import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryBurnDown, arbitraryCreditApplication, creditHour } from '../testing/credit-arbitraries.js'
import { assertCreditApplied, assertCreditConserved, assertCreditOrderFree, assertGrantOrderFree, assertStepsFree } from '../testing/credit-laws.js'
import { burnDownByHours } from '../testing/credit-oracle.js'
import { applyCredits } from './apply-credits.js'
import { burnDown } from './burn-down.js'

const runs = { numRuns: 1000 }

describe('a burn-down', () => {
  test('conserves the credit of each grant and all usage', () => {
    fc.assert(
      fc.property(arbitraryBurnDown(), (input) => {
        assertCreditConserved(input)
      }),
      runs,
    )
  })

  test('does not depend on the order of its grants', () => {
    const shuffled = arbitraryBurnDown().chain((input) => fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.grants], { minLength: input.grants.length })))
    fc.assert(
      fc.property(shuffled, ([input, grants]) => {
        assertGrantOrderFree(input, grants)
      }),
      runs,
    )
  })

  test('in steps is what it is in one', () => {
    const cut = fc.record({ hour: fc.integer({ min: 0, max: 336 }), reach: fc.constantFrom<'before' | 'turnover' | 'instant'>('before', 'turnover', 'instant') })
    fc.assert(
      fc.property(arbitraryBurnDown(), cut, (input, { hour, reach }) => {
        const at = creditHour(hour)
        if (at < input.until) assertStepsFree(input, { at, reach })
      }),
      runs,
    )
  })

  test('is what a slow one by hours gives', () => {
    fc.assert(
      fc.property(arbitraryBurnDown(), (input) => {
        const { balances, overage, uncovered } = burnDown(input)
        const slow = burnDownByHours(input)
        const found = new Map(balances.map((balance) => [balance.grant, balance]))
        for (const [index, { id }] of input.grants.entries()) {
          const texts = Object.fromEntries(Object.entries(slow.balances[index] ?? {}).map(([name, value]) => [name, String(value)]))
          expect(found.get(id)).toEqual({ grant: id, ...texts })
        }
        expect([overage, uncovered]).toEqual([String(slow.overage), String(slow.uncovered)])
      }),
      runs,
    )
  })
})

describe('credit on a document', () => {
  test('goes where it may, adds up, and is used as far as it can be', () => {
    fc.assert(
      fc.property(arbitraryCreditApplication(), (application) => {
        assertCreditApplied(application, applyCredits(application))
      }),
      runs,
    )
  })

  test('does not depend on the order in which it is given', () => {
    const shuffled = arbitraryCreditApplication().chain((input) => fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.credits], { minLength: input.credits.length })))
    fc.assert(
      fc.property(shuffled, ([application, credits]) => {
        assertCreditOrderFree(application, credits)
      }),
      runs,
    )
  })
})
