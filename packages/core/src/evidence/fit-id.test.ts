import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from './digest.js'
import { fitId } from './fit-id.js'

describe('fitId', () => {
  it.each([
    ['a short one as it is', 'bank/p-1', /^bank\/p-1$/],
    ['one of the last length as it is', 'x'.repeat(256), /^x{256}$/],
    ['the hash of a longer one', 'x'.repeat(257), /^[0-9a-f]{64}$/],
  ])('gives %s', (_, id, fitting) => {
    expect(fitId(id)).toMatch(fitting)
  })

  it('fits any room, and keeps different ids apart', () => {
    const id = fc.string({ maxLength: 400, unit: fc.constantFrom('a', 'b', '/') })
    fc.assert(fc.property(id, id, fc.integer({ min: 64, max: 300 }), (a, b, maxLength) => {
      const [first, second] = [fitId(a, { maxLength, digest: sha256 }), fitId(b, { maxLength })]
      expect(first.length).toBeLessThanOrEqual(maxLength)
      expect(first === second).toBe(a === b)
      if (a.length <= maxLength) expect(first).toBe(a)
    }), { numRuns: 1000 })
  })

  it('refuses room that a hash does not have', () => {
    expect(() => fitId('a', { maxLength: 63 })).toThrow('room')
  })
})
