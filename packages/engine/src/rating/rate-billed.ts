import { readsCarry, type AccountRating, type Charge, type RatingInput } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { UsageAtCut } from '../usage/usage-at-cut.js'
import type { HandedOn } from './handed-on.js'
import { rateAccounts } from './rate-accounts.js'
import { rateSubscriptions } from './rate-subscriptions.js'

/** Billed periods with all that their charges follow from. */
export interface RatedBilled {
  /** In the order of the periods, segment by segment. */
  readonly ratings: readonly RatingInput[]
  /** What ran over all charges of an account; absent where nothing is bound to it. */
  readonly accountRatings?: readonly AccountRating[]
  /** Those of `ratedCharges`. */
  readonly charges: readonly Charge[]
  /** Of those whose terms read it, and of account programs. */
  readonly handedOn: readonly HandedOn[]
}

/** Rates billed periods from their usage, then the programs of their accounts. Writes nothing. */
export async function rateBilled(context: BillingContext, stores: Stores, usage: UsageAtCut): Promise<RatedBilled> {
  const rated = await rateSubscriptions(context, stores, usage)
  const accounts = await rateAccounts(context, stores, rated)
  return {
    ratings: rated.flatMap(({ ratings }) => ratings),
    ...(accounts.length === 0 ? {} : { accountRatings: accounts.map(({ rating }) => rating) }),
    charges: [...rated, ...accounts].flatMap(({ charges }) => charges),
    handedOn: [
      ...rated.flatMap(({ contract, period, carryOut }) => (readsCarry(contract) ? [{ ...period, subscription: contract.subscription.id, side: contract.side, carry: carryOut }] : [])),
      ...accounts.map(({ handedOn }) => handedOn),
    ],
  }
}
