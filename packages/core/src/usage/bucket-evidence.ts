import { fromHex } from '../evidence/from-hex.js'
import type { Digest, Hash } from '../evidence/digest.js'
import { merkleAppend, merkleHasher, merkleRoot, startMerkle, type MerkleHasher } from '../evidence/merkle.js'
import type { IdentifiedEvent } from '../events/effective-events.js'

/** What evidence is made of. */
export interface EvidencedEvent extends Pick<IdentifiedEvent, 'identity' | 'fingerprint'> {
  readonly event: Pick<IdentifiedEvent['event'], 'revision'>
}

/** Proof material of one bucket: a Merkle tree over its events in the order of their identities. */
export interface BucketEvidence {
  add(item: EvidencedEvent): void
  root(): Hash
}

/** How a tally makes the evidence of its buckets. */
export type EvidenceMaker = () => BucketEvidence

/** Stands for the root of a meter that keeps no evidence, and of all that is merged from it: no hash has this form. */
export const noEvidence = 'none'

/** For meters with `evidence: 'none'`: takes nothing and holds nothing. */
export const withoutEvidence: BucketEvidence = { add: () => undefined, root: () => noEvidence }

/** For events that come in the order of their identities: `O(log n)` memory per bucket. */
export function orderedEvidence(digest: Digest): EvidenceMaker {
  const hasher = merkleHasher(digest)
  const leafOf = leafMaker(hasher)
  return () => {
    const tree = startMerkle()
    return {
      add(item) {
        merkleAppend(tree, leafOf(leafFor(item)), hasher)
      },
      root: () => merkleRoot(tree, hasher),
    }
  }
}

/** For events that come in any order: sorts at the end, `O(n)` memory. */
export function sortedEvidence(digest: Digest): EvidenceMaker {
  const hasher = merkleHasher(digest)
  const leafOf = leafMaker(hasher)
  return () => {
    const leaves: { readonly identity: Hash; readonly leaf: Uint8Array }[] = []
    return {
      add(item) {
        leaves.push({ identity: item.identity, leaf: leafOf(leafFor(item)) })
      },
      root() {
        const tree = startMerkle()
        for (const { leaf } of leaves.toSorted((a, b) => (a.identity < b.identity ? -1 : 1))) merkleAppend(tree, leaf, hasher)
        return merkleRoot(tree, hasher)
      },
    }
  }
}

const hashBytes = 32
const revisionBytes = 4

/** What a leaf covers: identity, effective revision and fingerprint of one event. */
export interface EventLeaf {
  readonly identity: Hash
  readonly revision: number
  readonly fingerprint: Hash
}

/** A leaf is the digest over its three parts, each of fixed width. */
export function leafMaker(hasher: MerkleHasher): (leaf: EventLeaf) => Uint8Array {
  const content = new Uint8Array(hashBytes + revisionBytes + hashBytes)
  const revisionView = new DataView(content.buffer, hashBytes, revisionBytes)
  return ({ identity, revision, fingerprint }) => {
    content.set(fromHex(identity))
    revisionView.setUint32(0, revision)
    content.set(fromHex(fingerprint), hashBytes + revisionBytes)
    return hasher.leaf(content)
  }
}

export function leafFor({ identity, event, fingerprint }: EvidencedEvent): EventLeaf {
  return { identity, revision: event.revision, fingerprint }
}
