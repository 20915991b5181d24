import { canonicalJson, checkJson, fail } from '@farthing/core'
import { rate, type RatingOptions } from '../rate.js'
import type { RatedSegments } from '../segments/rate-segments.js'
import { ratingSnapshot, snapshotHashOf, type RatingSnapshot } from './rating-snapshot.js'

/**
 * Rates again what a snapshot holds, and makes sure that it comes to the same: charge by charge, trails and keys included.
 *
 * @param options as they were in the run: its own aggregations and stages
 * @throws `rating.snapshot_differs` naming the first outcome that is another, or the hash where something in the snapshot was changed; what
 * `rate` throws
 */
export function repeatRating(snapshot: RatingSnapshot, options: RatingOptions = {}): Pick<RatedSegments, 'charges' | 'carryOut'> {
  if (snapshotHashOf(snapshot, options.digest) !== snapshot.hash) refuse('hash', `is ${snapshot.hash}, which is not that of what the snapshot holds`)
  const rated = snapshot.ratings.map((rating) => rate(rating, options))
  const charges = rated.flatMap((each) => each.charges)
  const carryOut = rated.at(-1)?.carryOut ?? snapshot.carryOut
  const again = ratingSnapshot({ ratings: snapshot.ratings, charges, carryOut }, options.digest)
  for (let index = 0; index < Math.max(snapshot.outcomes.length, again.outcomes.length); index += 1) {
    const [was, is] = [snapshot.outcomes[index], again.outcomes[index]]
    if (was === undefined || is === undefined) return refuse(`outcomes[${index}]`, was === undefined ? 'is missing' : 'does not come about again')
    if (was.content !== is.content) return refuse(`outcomes[${index}]`, `of charge ${was.chargeKey} is ${was.amount}, and comes to ${is.amount} with other content`)
  }
  const same = (carry: unknown) => canonicalJson(checkJson(carry, 'carryOut'))
  if (same(carryOut) !== same(snapshot.carryOut)) refuse('carryOut', 'does not come about again')
  return { charges, carryOut }
}

function refuse(field: string, because: string): never {
  return fail('rating.snapshot_differs', { field, because })
}
