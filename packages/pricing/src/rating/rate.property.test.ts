import { add, divide } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { assertSlicesSum, assertUsageIsCharged, assertUsageOrderFree, type PeriodRater } from '../testing/index.js'
import { rate } from './rate.js'

describe('rating keeps the laws', () => {
  it('charges all usage once', () => assertUsageIsCharged(rate))
  it('does not depend on order, windows and cut', () => assertUsageOrderFree(rate))
  it('R-PRORATE', () => assertSlicesSum(rate))
})

describe('the laws catch', () => {
  const changed = (change: (rated: ReturnType<typeof rate>, input: Parameters<typeof rate>[0]) => Partial<ReturnType<typeof rate>>): PeriodRater => (input) => {
    const rated = rate(input)
    return { ...rated, ...change(rated, input) }
  }
  const firstBucketOnly: PeriodRater = (input) => rate({ ...input, facts: { usage: input.facts.usage.slice(0, 1) } })
  const countsBuckets = changed(({ charges }, { facts }) => ({ charges: charges.map((charge) => ({ ...charge, quantity: add(charge.quantity, `${facts.usage.length}`) })) }))
  const roundsFees = changed(({ charges }) => ({ charges: charges.map((charge) => ({ ...charge, amount: divide(charge.amount, '3').slice(0, 6) as `${number}` })) }))
  const keyOfCut = changed(({ charges }, { knownAt }) => ({ charges: charges.map((charge) => ({ ...charge, ratingKey: knownAt.cut })) }))

  it.each([
    ['usage that is dropped', () => assertUsageIsCharged(firstBucketOnly)],
    ['usage that is not named', () => assertUsageIsCharged(changed(() => ({ unrated: [] })))],
    ['charges with one key', () => assertUsageIsCharged(changed(({ charges }) => ({ charges: charges.map((charge) => ({ ...charge, chargeKey: 'a' })) })))],
    ['a count that depends on windows', () => assertUsageOrderFree(countsBuckets)],
    ['a key that depends on the cut', () => assertUsageOrderFree(keyOfCut)],
    ['a rating that depends on order', () => assertUsageOrderFree(firstBucketOnly)],
    ['slices that are rounded', () => assertSlicesSum(roundsFees)],
  ])('%s', (_, law) => {
    expect(law).toThrow('Property failed')
  })
})
