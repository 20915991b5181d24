import { fail, type Instant, type UsageBucket } from '@farthing/core'
import { rateSegments, type RatingInput } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { carryInto } from '../rating/carry-into.js'
import { withGrants } from '../rating/grant-balances.js'
import { payerOf } from '../rating/payer-of.js'
import { periodInputs } from '../rating/period-inputs.js'
import { takenByOthers } from '../rating/taken-by-others.js'
import { usageAtCut } from '../usage/usage-at-cut.js'

/** What a period is rated from, and the usage behind it. */
export interface RunningRating {
  /** Of the segment in which the instant lies. */
  readonly rating: RatingInput
  /** On the stored grid, of the whole period. */
  readonly buckets: readonly UsageBucket[]
  /** Whether grants of units count, which all subscriptions of the account share. */
  readonly readsGrants: boolean
  /** When the usage was measured. */
  readonly asOf: Instant
}

/** Measures one period of a subscription and rates it as its invoice would be, but that grants have what no other subscription takes of them. Writes nothing. @throws `period.not_found` where the terms hold nothing at the instant */
export async function runningRating(context: BillingContext, stores: Stores, billed: BilledPeriod, at: Instant): Promise<RunningRating> {
  const { contract, period } = billed
  const usage = await usageAtCut(context, stores, [billed])
  const [input] = await periodInputs(context, stores, usage)
  const { id } = contract.subscription
  if (input === undefined) return fail('period.not_found', { field: 'subscription', because: `is ${id}, which does not run at ${at}` })
  const taken = input.facts.balances === undefined ? [] : await takenByOthers(context, stores, billed)
  const facts = await withGrants(stores, input.facts, { account: payerOf(contract), period, taken })
  const { ratings } = rateSegments({ ...input, facts, carryIn: await carryInto(context, stores, billed) }, context)
  const rating = ratings.find(({ contract: { subscription } }) => subscription.from <= at && (subscription.to === undefined || at < subscription.to))
  if (rating === undefined) return fail('period.not_found', { field: 'subscription', because: `is ${id}, which has no terms at ${at}` })
  return { rating, buckets: usage.usage.flatMap((each) => each.buckets), readsGrants: input.facts.balances !== undefined, asOf: usage.knownAt.at }
}
