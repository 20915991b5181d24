import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex } from './from-hex.js'
import { merklePath, rootOfPath } from './merkle-proof.js'
import { merkleAppend, merkleHasher, merkleRoot, startMerkle } from './merkle.js'

const hasher = merkleHasher()
const leavesOf = (size: number) => Array.from({ length: size }, (_, index) => hasher.leaf(Uint8Array.of(index, index >> 8)))

function rootOf(leaves: readonly Uint8Array[]): string {
  const tree = startMerkle()
  for (const leaf of leaves) merkleAppend(tree, leaf, hasher)
  return merkleRoot(tree, hasher)
}

describe('merklePath', () => {
  test('leads every leaf of every size to the root, and to no other', () => {
    for (let size = 1; size <= 33; size += 1) {
      const leaves = leavesOf(size)
      const root = rootOf(leaves)
      for (const [index, leaf] of leaves.entries()) {
        const path = merklePath(leaves, index, hasher)
        expect(rootOfPath(leaf, path, size, hasher)).toBe(root)
        expect(path.path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
        expect(rootOfPath(hasher.leaf(Uint8Array.of(255)), path, size, hasher)).not.toBe(root)
      }
    }
  })

  // Paths that implementations of RFC 6962 test against: the eight leaves of `merkle.test.ts`.
  test.each<[index: number, size: number, path: readonly string[]]>([
    [0, 8, ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4']],
    [5, 8, ['bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7']],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  ])('of leaf %i of %i', (index, size, path) => {
    const contents = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(fromHex)
    expect(merklePath(contents.slice(0, size).map((content) => hasher.leaf(content)), index, hasher)).toEqual({ index, path })
  })

  test('no other index, size or path leads to the root of a leaf', () => {
    const shape = fc.integer({ min: 1, max: 40 }).chain((size) => fc.record({ size: fc.constant(size), index: fc.nat({ max: size - 1 }), other: fc.nat({ max: 45 }), cut: fc.nat({ max: 6 }) }))
    fc.assert(fc.property(shape, ({ size, index, other, cut }) => {
      const leaves = leavesOf(size)
      const root = rootOf(leaves)
      const leaf = leaves[index]!
      const { path } = merklePath(leaves, index, hasher)
      if (other !== index) expect(rootOfPath(leaf, { index: other, path }, size, hasher)).not.toBe(root)
      if (cut < path.length) expect(rootOfPath(leaf, { index, path: path.toSpliced(cut, 1) }, size, hasher)).toBeUndefined()
      expect(rootOfPath(leaf, { index, path: [...path, '00'.repeat(32)] }, size, hasher)).toBeUndefined()
    }), { numRuns: 1_000 })
  })

  test.each<[index: number, size: number, path: readonly string[]]>([
    [-1, 1, []], [1, 1, []], [0.5, 1, []], [Number.NaN, 1, []], [0, 0, []], [0, 2, ['zz'.repeat(32)]], [0, 2, ['AB'.repeat(32)]], [0, Infinity, []],
  ])('leaf %d of %d has no path %j', (index, size, path) => {
    expect(rootOfPath(hasher.leaf(Uint8Array.of(0)), { index, path }, size, hasher)).toBeUndefined()
  })

  test('starts at a leaf', () => {
    expect(() => merklePath(leavesOf(2), 2, hasher)).toThrow('Merkle path')
  })
})
