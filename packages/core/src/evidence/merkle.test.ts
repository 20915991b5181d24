import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256 } from './digest.js'
import { fromHex } from './from-hex.js'
import { merkleAppend, merkleHasher, merkleRoot, startMerkle } from './merkle.js'
import { toHex } from './to-hex.js'

/** The recursion of RFC 6962, section 2.1, word for word. */
function slowRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array(0))
  if (leaves.length === 1) return sha256(Uint8Array.of(0, ...leaves[0]!))
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(Uint8Array.of(1, ...slowRoot(leaves.slice(0, split)), ...slowRoot(leaves.slice(split))))
}

const hasher = merkleHasher()

function rootOf(leaves: readonly Uint8Array[]): string {
  const tree = startMerkle()
  for (const leaf of leaves) merkleAppend(tree, hasher.leaf(leaf), hasher)
  return merkleRoot(tree, hasher)
}

describe('merkleRoot', () => {
  test('equals the recursion of RFC 6962 at every size', () => {
    const leaves = Array.from({ length: 130 }, (_, index) => Uint8Array.of(index, index >> 4))
    const tree = startMerkle()
    for (const [size, leaf] of leaves.entries()) {
      expect(merkleRoot(tree, hasher)).toBe(toHex(slowRoot(leaves.slice(0, size))))
      merkleAppend(tree, hasher.leaf(leaf), hasher)
    }
  })

  // Leaves and roots that implementations of RFC 6962 test against.
  test.each<[leaves: readonly string[], root: string]>([
    [[], 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [[''], '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [['', '00'], 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [['', '00', '10'], 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'], '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('%j', (leaves, root) => {
    expect(rootOf(leaves.map(fromHex))).toBe(root)
  })

  test('two lists of leaves share a root only when they are equal', () => {
    const leaf = fc.uint8Array({ minLength: 0, maxLength: 2 })
    const list = fc.array(leaf, { maxLength: 5 })
    fc.assert(fc.property(list, list, (a, b) => {
      expect(rootOf(a) === rootOf(b)).toBe(JSON.stringify(a.map(toHex)) === JSON.stringify(b.map(toHex)))
    }), { numRuns: 1_000 })
  })

  test('a node does not pass for a leaf', () => {
    const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)]
    const node = Uint8Array.of(...sha256(Uint8Array.of(0, ...a)), ...sha256(Uint8Array.of(0, ...b)))
    expect(rootOf([node])).not.toBe(rootOf([a, b]))
  })

  test('holds one root per binary one of its size', () => {
    const tree = startMerkle()
    for (let size = 1; size <= 1_000; size += 1) {
      merkleAppend(tree, hasher.leaf(Uint8Array.of(1)), hasher)
      expect(tree.peaks.length).toBe(size.toString(2).replaceAll('0', '').length)
    }
  })

  test('takes the digest of the host', () => {
    const mine = merkleHasher(() => new Uint8Array(32).fill(7))
    const tree = startMerkle()
    merkleAppend(tree, mine.leaf(Uint8Array.of(1)), mine)
    merkleAppend(tree, mine.leaf(Uint8Array.of(2)), mine)
    expect(merkleRoot(tree, mine)).toBe('07'.repeat(32))
  })

  test('a hasher gives results that share nothing', () => {
    const [first, second] = [hasher.leaf(Uint8Array.of(1)), hasher.leaf(Uint8Array.of(2))]
    const node = toHex(hasher.node(first, second))
    hasher.node(second, first)
    expect([toHex(first), toHex(second), toHex(hasher.node(first, second))]).toEqual([toHex(sha256(Uint8Array.of(0, 1))), toHex(sha256(Uint8Array.of(0, 2))), node])
  })
})
