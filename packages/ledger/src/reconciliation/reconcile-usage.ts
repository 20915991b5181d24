import { compare, isZero, subtract, usageDigest, type Hash, type Usage } from '@farthing/core'
import type { Charge, RatingOptions } from '@farthing/pricing'
import type { DocumentRating } from './charges-on.js'
import type { Mismatch } from './mismatch.js'

/** Usage, what was rated from it, and what that gave. */
export interface RatedRecords {
  /** Usage as it is sealed. */
  readonly usage: readonly Usage[]
  /** What documents and their corrections were rated from, oldest first: of a charge that several give, the last counts. */
  readonly rated: readonly DocumentRating[]
  /** The newest revision of each charge. */
  readonly charges: readonly Charge[]
}

/** What `rated` gives. */
export interface GivenCharges {
  /** For the documents, in the order of `rated`. */
  readonly given: readonly Charge[]
  /** Of all charges, also of those that stand on other documents. */
  readonly ratingKeys: ReadonlySet<Hash>
}

/**
 * Usage against charges: sealed usage is read by a rating, and the charges are those that rating gives now, by the function that rated them. A charge that was rated again
 * beside those of another document, and came to the same, is the same.
 */
export function reconcileUsage({ usage, charges, rated, given, ratingKeys }: RatedRecords & GivenCharges, options: RatingOptions = {}): readonly Mismatch[] {
  const digestOf = (one: Usage): Hash => usageDigest([one], options.digest)
  const read = new Set(rated.flatMap(({ ratings }) => ratings.flatMap(({ facts }) => facts.usage)).map(digestOf))
  const unread = usage.filter((one) => !isZero(one.quantity) && !read.has(digestOf(one)))
  const expected = new Map(given.map((charge) => [charge.chargeKey, charge]))
  const recorded = new Map(charges.map((charge) => [charge.chargeKey, charge]))
  return [
    ...unread.map(({ subscription, meter, from, quantity }): Mismatch => ({ kind: 'usage_unrated', subject: `${subscription} ${meter} ${from}`, amount: quantity, because: 'is sealed and read by no rating' })),
    ...[...expected.values()].flatMap((charge) => differenceOf(charge, recorded.get(charge.chargeKey), ratingKeys)),
    ...charges
      .filter(({ chargeKey }) => !expected.has(chargeKey))
      .map(({ chargeKey, amount, currency }): Mismatch => ({ kind: 'charge_without_usage', subject: chargeKey, amount, currency, because: 'is recorded, and no rating gives it' })),
  ]
}

function differenceOf({ chargeKey: subject, usageDigest: usage, amount, currency }: Charge, recorded: Charge | undefined, ratingKeys: ReadonlySet<Hash>): readonly Mismatch[] {
  if (recorded === undefined) return [{ kind: 'charge_missing', subject, amount, currency, because: 'is what rating gives, and not recorded' }]
  if (compare(recorded.amount, amount) === 0 && ratingKeys.has(recorded.ratingKey)) return []
  const about = { subject, amount: subtract(recorded.amount, amount), currency }
  if (recorded.usageDigest !== usage) return [{ kind: 'charge_of_other_usage', ...about, because: 'was rated from other usage than is sealed' }]
  return [{ kind: 'charge_differs', ...about, because: `is recorded with ${recorded.amount}, and rating gives ${amount}` }]
}
