import { assertInvariant } from '../errors/assert-invariant.js'
import type { Hash } from './digest.js'
import { fromHex } from './from-hex.js'
import type { MerkleHasher } from './merkle.js'
import { toHex } from './to-hex.js'

/** Where a leaf stands, and the roots beside the way from it to the root, lowest first (the audit path of RFC 6962, section 2.1.1). */
export interface MerklePath {
  readonly index: number
  readonly path: readonly Hash[]
}

/** The path of one leaf among all, given as their digests. `O(n)` digests; the path has at most ⌈log2 n⌉ roots. */
export function merklePath(leaves: readonly Uint8Array[], index: number, hasher: MerkleHasher): MerklePath {
  assertInvariant(Number.isInteger(index) && index >= 0 && index < leaves.length, 'a Merkle path starts at a leaf of the tree')
  const path: Hash[] = []
  let level = leaves
  let at = index
  while (level.length > 1) {
    const beside = level[at % 2 === 0 ? at + 1 : at - 1]
    // The last of an odd level has nobody beside it, and moves up as it is.
    if (beside !== undefined) path.push(toHex(beside))
    level = levelAbove(level, hasher)
    at = Math.floor(at / 2)
  }
  return { index, path }
}

function levelAbove(level: readonly Uint8Array[], hasher: MerkleHasher): readonly Uint8Array[] {
  const above: Uint8Array[] = []
  for (let left = 0; left < level.length; left += 2) {
    const [a, b] = [level[left], level[left + 1]]
    if (a !== undefined) above.push(b === undefined ? a : hasher.node(a, b))
  }
  return above
}

/**
 * The root that a path leads to from a leaf, in a tree of `size` leaves; `undefined` when no path of a tree of that size has this form.
 * Takes anything: a path comes from whoever wants to prove something. `O(log n)` digests.
 */
export function rootOfPath(leaf: Uint8Array, { index, path }: MerklePath, size: number, hasher: MerkleHasher): Hash | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size || !Array.isArray(path) || !path.every(isHash)) return undefined
  let node = leaf
  let used = 0
  let [at, last] = [index, size - 1]
  for (; last > 0; at = Math.floor(at / 2), last = Math.floor(last / 2)) {
    if (at === last && at % 2 === 0) continue
    const beside = path[used]
    if (beside === undefined) return undefined
    node = at % 2 === 0 ? hasher.node(node, fromHex(beside)) : hasher.node(fromHex(beside), node)
    used += 1
  }
  return used === path.length ? toHex(node) : undefined
}

const hashForm = /^[0-9a-f]{64}$/

export function isHash(value: unknown): value is Hash {
  return typeof value === 'string' && hashForm.test(value)
}
