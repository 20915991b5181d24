import { canonicalJson } from '../evidence/canonical-json.js'
import { compareBytes } from '../evidence/compare-bytes.js'
import type { Hash } from '../evidence/digest.js'
import { fromHex } from '../evidence/from-hex.js'
import { merkleAppend, merkleRoot, startMerkle, type MerkleHasher } from '../evidence/merkle.js'
import { noEvidence } from './bucket-evidence.js'
import type { UsageBucket } from './usage-type.js'

/** What the order and the leaves of merged evidence depend on. */
export type EvidencedBucket = Pick<UsageBucket, 'from' | 'dimensions' | 'evidence'>

/** The Merkle root over the roots of buckets, in the order of start and dimensions; none when one of them has none. */
export function mergedEvidence(buckets: readonly EvidencedBucket[], hasher: MerkleHasher): Hash {
  if (buckets.some(({ evidence }) => evidence === noEvidence)) return noEvidence
  const tree = startMerkle()
  for (const { evidence } of inEvidenceOrder(buckets)) merkleAppend(tree, hasher.leaf(fromHex(evidence)), hasher)
  return merkleRoot(tree, hasher)
}

/** Buckets in the order of start and dimensions. */
export function inEvidenceOrder<B extends EvidencedBucket>(buckets: readonly B[]): readonly B[] {
  return buckets
    .map((bucket) => ({ bucket, key: evidenceKey(bucket) }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ bucket }) => bucket)
}

export function evidenceKey({ from, dimensions }: Pick<UsageBucket, 'from' | 'dimensions'>): string {
  return canonicalJson([from, dimensions])
}
