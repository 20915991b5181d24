import { expect, it } from 'vitest'
import { compareBytes } from './compare-bytes.js'

it.each([
  ['', ''],
  ['', 'a'],
  ['a', 'b'],
  ['a', 'aa'],
  ['Z', 'a'],
  ['z', 'é'],
  ['\uD7FF', '\uE000'],
  ['\uFB01', '\u{1F600}'],
  ['\uFFFF', '\u{10000}'],
  ['\u{1F600}', '\u{1F601}'],
  ['a\uFFFFz', 'a\u{10000}a'],
])('puts %j before %j', (smaller, larger) => {
  const expected = smaller === larger ? 0 : -1
  expect(compareBytes(smaller, larger)).toBe(expected)
  expect(compareBytes(larger, smaller)).toBe(expected === 0 ? 0 : 1)
})
