import { expect, it } from 'vitest'
import { assertInvariant } from './assert-invariant.js'
import { isFarthingError } from './failure.js'

it('throws a plain error, which no failure handling catches', () => {
  try {
    assertInvariant(false, 'parts sum to the whole')
    expect.unreachable()
  } catch (error) {
    expect(error).toStrictEqual(new Error('Broken invariant: parts sum to the whole'))
    expect(isFarthingError(error)).toBe(false)
  }
})

it('is silent while the invariant holds', () => {
  expect(() => assertInvariant(true, 'parts sum to the whole')).not.toThrow()
})
