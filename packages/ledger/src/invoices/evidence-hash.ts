import { checkJson, hashContent, type Digest, type Hash, type Json, type JsonObject } from '@farthing/core'
import { factsParts, type AccountRating, type RatedFrom, type RatingInput } from '@farthing/pricing'
import type { InvoiceTerms } from './invoice-terms.js'

/**
 * Hash of what an invoice was rated from: `invoice-evidence/1` over each rating and each of its buckets, evidence roots included, over the ratings of
 * account programs, and over the terms. A plan version stands in it by its own hash. Depends on the order of ratings and buckets.
 */
export function evidenceHashOf({ ratings, accountRatings = [] }: RatedFrom, terms: InvoiceTerms | undefined, digest?: Digest): Hash {
  const own = terms === undefined || Object.keys(terms).length === 0 ? [] : [checkJson({ terms }, 'terms')]
  return hashContent('invoice-evidence/1', [...ratings.flatMap(ratingParts), ...accountRatings.map(accountPart), ...own], digest)
}

/** The head of a rating says how many records and buckets follow, so that none can pass from one rating to the next. */
function ratingParts({ contract, facts, carryIn, period, knownAt }: RatingInput): readonly Json[] {
  const { planVersion, ...terms } = contract
  const { usage, ...records } = facts
  const [counts, ...each] = factsParts(records)
  const head = {
    contract: { ...terms, planVersion: planVersion.version },
    buckets: usage.length,
    ...(Object.keys(counts).length === 0 ? {} : { records: counts }),
    carryIn,
    period: { ...period },
    knownAt: { ...knownAt },
  }
  return [checkJson(head, 'rating'), ...each, ...usage.map((bucket) => ({ ...bucket }))]
}

function accountPart(account: AccountRating): JsonObject {
  return { account: checkJson(account, 'accountRatings') }
}
