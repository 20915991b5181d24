import { assertInvariant } from '../errors/assert-invariant.js'
import { sha256, type Digest, type Hash } from './digest.js'
import { toHex } from './to-hex.js'

/** The digests of a Merkle tree as in RFC 6962: leaf = H(0x00, content), node = H(0x01, left, right), so no node can pass for a leaf. */
export interface MerkleHasher {
  readonly leaf: (content: Uint8Array) => Uint8Array
  readonly node: (left: Uint8Array, right: Uint8Array) => Uint8Array
  /** Root of a tree without leaves. */
  readonly empty: () => Uint8Array
}

const hashBytes = 32

/** One hasher serves many trees; it keeps a buffer, because a new one for each digest costs more than the digest. */
export function merkleHasher(digest: Digest = sha256): MerkleHasher {
  const pair = Uint8Array.of(0x01, ...new Uint8Array(2 * hashBytes))
  let single = Uint8Array.of(0x00)
  return {
    leaf(content) {
      if (single.length !== content.length + 1) single = new Uint8Array(content.length + 1)
      single.set(content, 1)
      return digest(single)
    },
    node(left, right) {
      pair.set(left, 1)
      pair.set(right, 1 + hashBytes)
      return digest(pair)
    },
    empty: () => digest(new Uint8Array(0)),
  }
}

/**
 * A Merkle tree in the shape of RFC 6962 that grows at its right end and keeps only the roots of its full subtrees: `O(log n)` memory,
 * amortised one node digest per leaf. Changed in place by {@link merkleAppend}.
 */
export interface MerkleTree {
  size: number
  /** Roots of the full subtrees, widest first: one per binary one in `size`. */
  readonly peaks: Uint8Array[]
}

export function startMerkle(): MerkleTree {
  return { size: 0, peaks: [] }
}

/** Appends a leaf, given as its digest. */
export function merkleAppend(tree: MerkleTree, leaf: Uint8Array, hasher: MerkleHasher): void {
  let node = leaf
  for (let rest = tree.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    const left = tree.peaks.pop()
    assertInvariant(left !== undefined, 'a Merkle tree has a peak for every binary one in its size')
    node = hasher.node(left, node)
  }
  tree.peaks.push(node)
  tree.size += 1
}

/** The root over all leaves so far. Leaves the tree as it is. */
export function merkleRoot(tree: MerkleTree, hasher: MerkleHasher): Hash {
  const [right = hasher.empty(), ...lefts] = tree.peaks.toReversed()
  return toHex(lefts.reduce((node, left) => hasher.node(left, node), right))
}
