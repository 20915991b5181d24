import { expect, it } from 'vitest'
import { describeValue } from './describe-value.js'

it.each([
  ['1e3', '"1e3"'],
  ['', '""'],
  ['a\n"b"\0', '"a\\n\\"b\\"\\u0000"'],
  ['x'.repeat(60), `"${'x'.repeat(60)}"`],
  ['x'.repeat(61), `"${'x'.repeat(60)}"… (61 characters)`],
  [12, '12'],
  [Number.NaN, 'NaN'],
  [true, 'true'],
  [undefined, 'undefined'],
  [null, 'null'],
  [[1], 'an array'],
  [{ toString: () => expect.unreachable() }, 'an object'],
  [12n, 'a bigint'],
  [() => 1, 'a function'],
  [Symbol('s'), 'a symbol'],
])('shows %o as %s', (value, shown) => {
  expect(describeValue(value)).toBe(shown)
})
