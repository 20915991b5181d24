import { describe, expect, it } from 'vitest'
import { compare, isZero, largest, signOf, smallest } from './compare.js'
import type { Exact } from './decimal-type.js'

describe('compare', () => {
  it.each<[Exact, Exact, -1 | 0 | 1]>([
    ['9', '10', -1],
    ['-10', '-9', -1],
    ['1.0', '1', 0],
    ['-0', '0', 0],
    ['0.1', '0.09', 1],
    ['1/3', '0.3333333333333333333333333333333333333', 1],
    ['2/6', '1/3', 0],
    ['-1/3', '1/4', -1],
  ])('%s against %s is %i', (a, b, order) => {
    expect(compare(a, b)).toBe(order)
    expect(compare(b, a)).toBe(order === 0 ? 0 : -order)
  })
})

it.each<[Exact, -1 | 0 | 1]>([
  ['-0.000', 0],
  ['0/7', 0],
  ['0.0001', 1],
  ['-1/3', -1],
])('the sign of %s is %i', (value, sign) => {
  expect(signOf(value)).toBe(sign)
  expect(isZero(value)).toBe(sign === 0)
})

it('finds the least and the greatest, in canonical form', () => {
  expect(smallest('10.0', '9.50', '1/3', '0.4')).toBe('1/3')
  expect(largest('1/3', '9.50', '10.0')).toBe('10')
  expect(smallest('2.0', '2')).toBe('2')
  expect(largest('7.10')).toBe('7.1')
})
