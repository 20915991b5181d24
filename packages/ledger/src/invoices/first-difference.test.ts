import type { Json } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { firstDifference, type Difference } from './first-difference.js'

const cases: readonly { readonly name: string; readonly expected: Json; readonly actual: Json; readonly difference: Difference | undefined }[] = [
  { name: 'equal records, keys in another order', expected: { a: [1, { b: null }], c: 'x' }, actual: { c: 'x', a: [1, { b: null }] }, difference: undefined },
  { name: 'a leaf', expected: { lines: [{ amount: '1' }] }, actual: { lines: [{ amount: '2' }] }, difference: { path: 'lines[0].amount', expected: '1', actual: '2' } },
  { name: 'a missing key', expected: { a: 1, b: 2 }, actual: { a: 1 }, difference: { path: 'b', expected: 2 } },
  { name: 'a key too many', expected: {}, actual: { a: null }, difference: { path: 'a', actual: null } },
  { name: 'an item too many', expected: [1], actual: [1, 2], difference: { path: '[1]', actual: 2 } },
  { name: 'the first of two, by key bytes', expected: { b: 1, a: 1 }, actual: { b: 2, a: 2 }, difference: { path: 'a', expected: 1, actual: 2 } },
  { name: 'a list and an object', expected: { a: [] }, actual: { a: {} }, difference: { path: 'a', expected: [], actual: {} } },
  { name: 'null and an object', expected: null, actual: {}, difference: { path: '', expected: null, actual: {} } },
  { name: 'text and number', expected: { a: '1' }, actual: { a: 1 }, difference: { path: 'a', expected: '1', actual: 1 } },
  { name: 'an inherited name', expected: { a: 1 }, actual: { a: 1, toString: 'x' }, difference: { path: 'toString', actual: 'x' } },
]

describe('firstDifference', () => {
  it.each(cases)('$name', ({ expected, actual, difference }) => {
    expect(firstDifference(expected, actual)).toEqual(difference)
  })
})
