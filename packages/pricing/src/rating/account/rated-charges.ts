import type { Charge } from '../../charges/charge.js'
import { rate, type RatingInput, type RatingOptions } from '../rate.js'
import { rateAccount, type AccountRatingInput } from './rate-account.js'

/** What `rateAccount` is given, but for the charges: they follow from the ratings beside it. */
export type AccountRating = Omit<AccountRatingInput, 'charges'>

/** What charges were rated from. */
export interface RatedFrom {
  /** What `rate` was given, segment by segment. */
  readonly ratings: readonly RatingInput[]
  /** What `rateAccount` was given; none unless given. */
  readonly accountRatings?: readonly AccountRating[]
}

/**
 * The charges of ratings, and those that account programs add to them. A program sees the charges of its tenant, side, account, currency and period.
 *
 * In the order of the ratings, then of the account ratings.
 *
 * @throws what `rate` and `rateAccount` throw
 */
export function ratedCharges({ ratings, accountRatings = [] }: RatedFrom, options: RatingOptions = {}): readonly Charge[] {
  const rated = ratings.map((rating) => ({ rating, charges: rate(rating, options).charges }))
  const added = accountRatings.flatMap((account) => {
    const seen = rated.filter(({ rating }) => isSeenBy(account, rating)).flatMap(({ charges }) => charges)
    return rateAccount({ ...account, charges: seen }, options).charges
  })
  return [...rated.flatMap(({ charges }) => charges), ...added]
}

/** Whether the program of an account reads the charges of a rating. */
export function isSeenBy({ tenant, side, account, currency, period }: AccountRating, { contract, period: own }: RatingInput): boolean {
  const { subscription, planVersion } = contract
  return (
    contract.tenant === tenant && contract.side === side && subscription.account === account && planVersion.content.currency === currency &&
    own.from === period.from && own.to === period.to
  )
}
