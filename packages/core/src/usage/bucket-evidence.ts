import type { Digest, Hash } from '../evidence/digest.js'
import { fromHex } from '../evidence/from-hex.js'
import { merkleAppend, merkleRoot, startMerkle } from '../evidence/merkle.js'
import type { IdentifiedEvent } from '../events/effective-events.js'

/** Proof material of one bucket: a Merkle tree over its events in the order of their identities. */
export interface BucketEvidence {
  add(item: IdentifiedEvent): void
  root(): Hash
}

/** For events that come in the order of their identities: `O(log n)` memory. */
export function orderedEvidence(digest: Digest): BucketEvidence {
  const tree = startMerkle(digest)
  return { add: (item) => merkleAppend(tree, leafOf(item)), root: () => merkleRoot(tree) }
}

/** For events that come in any order: sorts at the end, `O(n)` memory. */
export function sortedEvidence(digest: Digest): BucketEvidence {
  const leaves: { readonly identity: Hash; readonly leaf: Uint8Array }[] = []
  return {
    add: (item) => void leaves.push({ identity: item.identity, leaf: leafOf(item) }),
    root() {
      const tree = startMerkle(digest)
      for (const { leaf } of leaves.toSorted((a, b) => (a.identity < b.identity ? -1 : 1))) merkleAppend(tree, leaf)
      return merkleRoot(tree)
    },
  }
}

const hashBytes = 32
const revisionBytes = 4

/** Identity, effective revision and fingerprint, each of fixed width. */
function leafOf({ identity, event, fingerprint }: IdentifiedEvent): Uint8Array {
  const leaf = new Uint8Array(hashBytes + revisionBytes + hashBytes)
  leaf.set(fromHex(identity))
  new DataView(leaf.buffer).setUint32(hashBytes, event.revision)
  leaf.set(fromHex(fingerprint), hashBytes + revisionBytes)
  return leaf
}
