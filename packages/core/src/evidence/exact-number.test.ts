import { expect, it } from 'vitest'
import { isExactNumber } from './exact-number.js'

it.each([
  [0, true],
  [-0, true],
  [9007199254740991, true],
  [-9007199254740991, true],
  [9007199254740992, false],
  [Number('12345678901234567890'), false],
  [1e21, true],
  [0.1, true],
  [0.1 + 0.2, false],
  [123456789012.345, true],
  [1234567890123.456, false],
  [-1.5e-7, true],
  [5e-324, true],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
  [Number.NEGATIVE_INFINITY, false],
])('%d is exact: %s', (value, exact) => {
  expect(isExactNumber(value)).toBe(exact)
})
