import { hashContent, type Digest, type Hash, type JsonObject } from '@farthing/core'

/** All that a rating depends on. */
export interface RatingContent {
  readonly chargeKey: Hash
  /** The terms that priced it, as data: price, currency, plan version, period. */
  readonly contract: JsonObject
  /** Digest of the usage that was priced. */
  readonly usageDigest: Hash
  readonly carryIn: JsonObject
  /** Hash of the program that ran, stage by stage with their versions and configurations. */
  readonly program: Hash
  /** Hash of what else its stages could see: other usage of the period, facts beside usage; null where they could see nothing else. */
  readonly facts: Hash | null
}

/**
 * Content of one rating: two ratings have the same key exactly when they priced the same usage and facts by the same terms and program,
 * so that rating again finds the charge it already has. No time, cut or revision goes in.
 */
export function ratingKeyOf(content: RatingContent, digest?: Digest): Hash {
  const { chargeKey, contract, usageDigest, carryIn, program, facts } = content
  return hashContent('rating/1', [chargeKey, contract, usageDigest, carryIn, program, facts], digest)
}
