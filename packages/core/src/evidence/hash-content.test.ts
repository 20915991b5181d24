import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryJson } from '../testing/arbitrary-json.js'
import { canonicalJson } from './canonical-json.js'
import { sha256 } from './digest.js'
import { hashContent } from './hash-content.js'
import { utf8 } from './utf8.js'

describe('hashContent', () => {
  it.each([
    ['no part', [], 'dbb9605e37bcddeae45d12e694fa3060b81503638cc7d178b85347d89e526938'],
    ['two parts', ['ab', { b: 2, a: 1 }], '080501d4b68f0ed78c13bd6402afb65850bce06dd8741aaf6ce3b486191d43c0'],
  ])('is the digest of length-prefixed fields, as sha256sum computes it: %s', (_, parts, hash) => {
    expect(hashContent('charge/1', parts)).toBe(hash)
  })

  it.each([
    ['a part that moves its border', ['ab', 'c'], ['a', 'bc']],
    ['numbers, which have no quotes to end them', [1, 23], [12, 3]],
    ['parts and one list of them', ['a', 'b'], [['a', 'b']]],
    ['a part more', ['a'], ['a', '']],
    ['another order', ['a', 'b'], ['b', 'a']],
    ['a part that looks like a border', ['a"\u0000\u0001"b'.replaceAll('\0', ' ')], ['a', 'b']],
  ])('tells apart %s', (_, left, right) => {
    expect(hashContent('charge/1', left)).not.toBe(hashContent('charge/1', right))
  })

  it('keeps the version and a number behind it apart', () => {
    expect(hashContent('charge/1', [2])).not.toBe(hashContent('charge/12', []))
  })

  it('tells tags apart, version included', () => {
    const hashes = ['charge/1', 'charge/2', 'charge/11', 'rating/1'].map((tag) => hashContent(tag, ['a']))
    expect(new Set(hashes).size).toBe(4)
  })

  it('is injective in its parts: equal hashed bytes come from equal tag and parts only', () => {
    const parts = fc.array(arbitraryJson(), { maxLength: 4 })
    fc.assert(
      fc.property(parts, parts, fc.nat({ max: 4 }), (left, right, cut) => {
        const moved = [...left.slice(0, cut), left.slice(cut)]
        for (const other of [right, moved]) {
          const same = canonicalJson(left) === canonicalJson(other)
          expect(hashContent('charge/1', left) === hashContent('charge/1', other)).toBe(same)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('hashes the UTF-8 bytes of each part behind their number, whatever characters they have and wherever the first of another length stands', () => {
    const bytesOf = (text: string): readonly number[] => {
      const bytes = [...utf8(text)]
      return [0, 0, bytes.length >>> 8, bytes.length & 255, ...bytes]
    }
    const text = fc.oneof(fc.string({ unit: 'binary-ascii', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 20 })).map((any) => any.replaceAll('\0', ''))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (parts) => {
        const seen: number[][] = []
        hashContent('charge/1', parts, (bytes) => {
          seen.push([...bytes])
          return sha256(bytes)
        })
        expect(seen).toStrictEqual([['charge/1', ...parts.map((part) => canonicalJson(part))].flatMap(bytesOf)])
      }),
      { numRuns: 1000 },
    )
  })

  it('takes another digest of 32 bytes and asserts its size', () => {
    const seen: number[] = []
    const digest = (bytes: Uint8Array) => {
      seen.push(bytes.length)
      return sha256(bytes)
    }
    expect(hashContent('charge/1', ['ab'], digest)).toBe(hashContent('charge/1', ['ab']))
    expect(seen).toStrictEqual([4 + 8 + 4 + 4])
    expect(() => hashContent('charge/1', [], () => new Uint8Array(20))).toThrow('Broken invariant: a digest has 32 bytes')
  })

  it.each(['charge', 'charge/', '/1', 'charge/0', 'Charge/1', 'charge/1/2', 'charge /1'])('asserts the form of the tag: %s', (tag) => {
    expect(() => hashContent(tag, [])).toThrow('Broken invariant: a hash tag reads kind/version')
  })
})
