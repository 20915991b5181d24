import { assertInvariant } from '../errors/assert-invariant.js'
import { sha256, type Digest, type Hash } from './digest.js'
import { toHex } from './to-hex.js'

/**
 * A Merkle tree in the shape of RFC 6962 that grows by leaves at its right end and keeps only the roots of its full subtrees:
 * `O(log n)` memory, amortised one node digest per leaf.
 *
 * Leaf = H(0x00, bytes), node = H(0x01, left, right); so no leaf can pass for a node. Changed in place by {@link merkleAppend}.
 */
export interface MerkleTree {
  size: number
  /** Roots of the full subtrees, widest first: one per binary one in `size`. */
  readonly peaks: Uint8Array[]
  readonly digest: Digest
}

export function startMerkle(digest: Digest = sha256): MerkleTree {
  return { size: 0, peaks: [], digest }
}

/** Appends a leaf: the content that it stands for, not its digest. */
export function merkleAppend(tree: MerkleTree, content: Uint8Array): void {
  let node = tree.digest(joined(0x00, content))
  for (let rest = tree.size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = tree.peaks.pop()
    assertInvariant(left !== undefined, 'a Merkle tree has a peak for every binary one in its size')
    node = tree.digest(joined(0x01, left, node))
  }
  tree.peaks.push(node)
  tree.size += 1
}

/** The root over all leaves so far; the digest of nothing for an empty tree, as in RFC 6962. Leaves the tree as it is. */
export function merkleRoot(tree: MerkleTree): Hash {
  const [right, ...lefts] = tree.peaks.toReversed()
  if (right === undefined) return toHex(tree.digest(new Uint8Array(0)))
  return toHex(lefts.reduce((node, left) => tree.digest(joined(0x01, left, node)), right))
}

function joined(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 1))
  bytes[0] = prefix
  let offset = 1
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
