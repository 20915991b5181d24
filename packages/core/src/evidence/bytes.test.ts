import { expect, it } from 'vitest'
import { sha256 } from './digest.js'
import { toHex } from './to-hex.js'
import { utf8 } from './utf8.js'

it.each([
  ['', ''],
  ['A', '41'],
  ['é', 'c3a9'],
  ['€', 'e282ac'],
  ['\u{1F600}', 'f09f9880'],
])('%j has the bytes %s', (text, hex) => {
  expect(toHex(utf8(text))).toBe(hex)
})

it.each([31, 32, 33, 65])('prints each of %i bytes, in their order', (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 37) % 256)
  expect(toHex(bytes)).toBe([...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''))
})

it('has no bytes for what is no text', () => {
  expect(() => utf8('a\uD800')).toThrow('Broken invariant')
})

it('digests as the standard example says', () => {
  expect(toHex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
