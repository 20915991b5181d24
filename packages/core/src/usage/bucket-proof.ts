import { fail } from '../errors/failure.js'
import { sha256, type Digest, type Hash } from '../evidence/digest.js'
import { fromHex } from '../evidence/from-hex.js'
import { isHash, merklePath, rootOfPath, type MerklePath } from '../evidence/merkle-proof.js'
import { merkleHasher } from '../evidence/merkle.js'
import { noEvidence } from './bucket-evidence.js'
import { evidenceKey, inEvidenceOrder } from './merged-evidence.js'
import type { Usage, UsageBucket } from './usage-type.js'

/** The way from a bucket's evidence to that of the usage it was merged into. */
export interface BucketProof extends MerklePath {
  /** Evidence of the bucket. */
  readonly evidence: Hash
  /** How many buckets were merged. */
  readonly buckets: number
}

/**
 * Proves that merged usage stands on a bucket, from all the buckets that were merged, in any order.
 *
 * With the proof of an event in that bucket it leads from the event to the usage of an invoice line.
 *
 * @param merged the buckets of one group inside one window, as `mergeUsage` merged them
 * @throws `window.invalid` when the bucket is not among them, `evidence.none` when the meter keeps no evidence
 */
export function proveBucket(merged: readonly UsageBucket[], bucket: Pick<UsageBucket, 'from' | 'dimensions'>, digest: Digest = sha256): BucketProof {
  const ordered = inEvidenceOrder(merged)
  const key = evidenceKey(bucket)
  const index = ordered.findIndex((each) => evidenceKey(each) === key)
  const found = ordered[index]
  if (found === undefined) return fail('window.invalid', { field: 'bucket', because: `starts at ${bucket.from} and is not among the ${merged.length} that were merged` })
  const without = ordered.find(({ evidence }) => evidence === noEvidence)
  if (without !== undefined) fail('evidence.none', { field: 'merged', because: `holds a bucket from ${without.from} without evidence`, facts: { meter: without.meter, from: without.from } })
  const hasher = merkleHasher(digest)
  const leaves = ordered.map(({ evidence }) => hasher.leaf(fromHex(evidence)))
  return { evidence: found.evidence, buckets: ordered.length, ...merklePath(leaves, index, hasher) }
}

/** Whether usage stands on a bucket with the proof's evidence. Needs no store, and trusts nothing in the proof. `O(log n)`. */
export function verifyBucketProof(proof: BucketProof, usage: Pick<Usage, 'evidence'>, digest: Digest = sha256): boolean {
  if (!isHash(proof.evidence)) return false
  const hasher = merkleHasher(digest)
  return rootOfPath(hasher.leaf(fromHex(proof.evidence)), proof, proof.buckets, hasher) === usage.evidence
}
