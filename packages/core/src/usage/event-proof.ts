import { compareBytes } from '../evidence/compare-bytes.js'
import { sha256, type Digest, type Hash } from '../evidence/digest.js'
import { isHash, merklePath, rootOfPath, type MerklePath } from '../evidence/merkle-proof.js'
import { merkleHasher, type MerkleHasher } from '../evidence/merkle.js'
import type { IdentifiedEvent } from '../events/effective-events.js'
import { leafFor, leafMaker, type EventLeaf } from './bucket-evidence.js'
import type { Usage } from './usage-type.js'

/** An event's leaf and the way from it to the evidence of its bucket. */
export interface ProvenEvent extends EventLeaf, MerklePath {}

/**
 * Shows that an event stands behind the quantity of a bucket, or that it does not. Says nothing of the event's content but its fingerprint.
 *
 * Leaves stand in the order of identities, so an absent one would stand between two neighbours: `before` and `after` are they.
 * At either end of the bucket one of them is missing.
 */
export type EventProof =
  | { readonly kind: 'included'; readonly event: ProvenEvent }
  | { readonly kind: 'absent'; readonly identity: Hash; readonly before?: ProvenEvent; readonly after?: ProvenEvent }

/**
 * Proves that the event with an identity (`identityOf`) is in a bucket, or that none is, from the bucket's events in any order.
 *
 * Making it costs what sealing the bucket cost, about two digests per event. A proof has at most ⌈log2 n⌉ hashes for each of its leaves,
 * and is checked without the events: see {@link verifyEventProof}.
 */
export function proveEvent(events: readonly IdentifiedEvent[], identity: Hash, digest: Digest = sha256): EventProof {
  const ordered = events.map(leafFor).sort((a, b) => compareBytes(a.identity, b.identity))
  const hasher = merkleHasher(digest)
  const leafOf = leafMaker(hasher)
  const leaves = ordered.map(leafOf)
  const proven = (index: number): ProvenEvent | undefined => {
    const leaf = ordered[index]
    return leaf === undefined ? undefined : { ...leaf, ...merklePath(leaves, index, hasher) }
  }
  const place = ordered.filter((leaf) => leaf.identity < identity).length
  const found = proven(place)
  if (found?.identity === identity) return { kind: 'included', event: found }
  const before = proven(place - 1)
  return { kind: 'absent', identity, ...(before === undefined ? {} : { before }), ...(found === undefined ? {} : { after: found }) }
}

/**
 * Whether a proof holds for a bucket, given as its evidence and its number of events. Needs no store, and trusts nothing in a proof.
 *
 * True for `included` says: the bucket's quantity counts this revision of this event. True for `absent` says: it counts no revision of
 * any event with this identity, provided that the bucket was sealed in the order of identities, as a tally does; whoever holds all of
 * its leaves checks that once. Of buckets without evidence nothing is proven. `O(log n)`.
 */
export function verifyEventProof(proof: EventProof, bucket: Pick<Usage, 'evidence' | 'events'>, digest: Digest = sha256): boolean {
  const hasher = merkleHasher(digest)
  if (proof.kind === 'included') return stands(proof.event, bucket, hasher)
  const { identity, before, after } = proof
  if (!isHash(identity)) return false
  if (before !== undefined && !(before.identity < identity && stands(before, bucket, hasher))) return false
  if (after !== undefined && !(after.identity > identity && stands(after, bucket, hasher))) return false
  // Neighbours: the first of them is at the end of the bucket where there is no second.
  return (before?.index ?? -1) + 1 === (after?.index ?? bucket.events)
}

const mostRevision = 0xffff_ffff

function stands({ identity, revision, fingerprint, index, path }: ProvenEvent, { evidence, events }: Pick<Usage, 'evidence' | 'events'>, hasher: MerkleHasher): boolean {
  if (!isHash(identity) || !isHash(fingerprint) || !Number.isInteger(revision) || revision < 0 || revision > mostRevision) return false
  return rootOfPath(leafMaker(hasher)({ identity, revision, fingerprint }), { index, path }, events, hasher) === evidence
}
