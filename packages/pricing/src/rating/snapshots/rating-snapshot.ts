import { checkJson, hashContent, type Digest, type Hash, type Json } from '@farthing/core'
import type { Charge } from '../../charges/charge.js'
import { factsParts } from '../../charges/facts/facts-parts.js'
import type { Carry } from '../../charges/pipeline/carry.js'
import type { RatedSegments } from '../segments/rate-segments.js'
import type { RatingInput } from '../rate.js'

/** All that a rating run used and what it came to, as plain data: with it the run can be repeated without catalogue, events and storage. */
export interface RatingSnapshot {
  readonly format: 'rating-snapshot/1'
  /** Covers the ratings, outcomes and the carry that was handed on; that is all that stands here. */
  readonly hash: Hash
  /** What `rate` was given, segment by segment: contracts with their plan versions, usage, carry. */
  readonly ratings: readonly RatingInput[]
  /** One for each charge, in their order. */
  readonly outcomes: readonly RatingOutcome[]
  readonly carryOut: Carry
}

export interface RatingOutcome extends Pick<Charge, 'chargeKey' | 'ratingKey' | 'amount' | 'currency'> {
  /** Of the whole charge, its trail included. */
  readonly content: Hash
}

/**
 * Takes down what a rating run used. Keep it beside what was made of the charges: a later change of a plan, a subscription or an event does
 * not reach it. Two runs have one hash exactly when they used the same and came to the same.
 */
export function ratingSnapshot({ ratings, charges, carryOut }: Pick<RatedSegments, 'ratings' | 'charges' | 'carryOut'>, digest?: Digest): RatingSnapshot {
  const outcomes = charges.map((charge): RatingOutcome => {
    const { chargeKey, ratingKey, amount, currency } = charge
    return { chargeKey, ratingKey, amount, currency, content: hashContent('rated-charge/1', [checkJson(charge, 'charge')], digest) }
  })
  return { format: 'rating-snapshot/1', hash: snapshotHashOf({ ratings, outcomes, carryOut }, digest), ratings, outcomes, carryOut }
}

/** The hash that a snapshot has by what stands in it. One part for each rating, record of its facts, bucket and outcome, so that a snapshot may be large. */
export function snapshotHashOf({ ratings, outcomes, carryOut }: Pick<RatingSnapshot, 'ratings' | 'outcomes' | 'carryOut'>, digest?: Digest): Hash {
  const parts: Json[] = [{ ratings: ratings.length, outcomes: outcomes.length }, carryOut]
  for (const { facts, ...rest } of ratings) {
    const { usage, ...records } = facts
    const [counts, ...each] = factsParts(records)
    parts.push(checkJson({ ...rest, records: counts, buckets: usage.length }, 'rating'))
    for (const part of each) parts.push(part)
    for (const bucket of usage) parts.push(checkJson(bucket, 'usage'))
  }
  parts.push(...outcomes.map((outcome) => checkJson(outcome, 'outcome')))
  return hashContent('rating-snapshot/1', parts, digest)
}
