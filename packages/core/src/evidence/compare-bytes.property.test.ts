import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryText } from '../testing/arbitrary-text.js'
import { compareBytes } from './compare-bytes.js'
import { utf8 } from './utf8.js'

it('orders as the UTF-8 bytes do', () => {
  fc.assert(
    fc.property(arbitraryText(), arbitraryText(), (a, b) => {
      expect(compareBytes(a, b)).toBe(orderOfBytes(utf8(a), utf8(b)))
    }),
    { numRuns: 2000 },
  )
})

function orderOfBytes(a: Uint8Array, b: Uint8Array): number {
  const index = a.findIndex((byte, at) => byte !== b[at])
  if (index === -1) return a.length === b.length ? 0 : -1
  return (a[index] ?? 0) < (b[index] ?? -1) ? -1 : 1
}
