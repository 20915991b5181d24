import { assertInvariant } from '@farthing/core'
import { rateSegments, type GrantedUnits, type RatedSegments, type Timer } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import type { UsageAtCut } from '../usage/usage-at-cut.js'
import { carryInto } from './carry-into.js'
import { withGrants } from './grant-balances.js'
import { payerOf } from './payer-of.js'
import { periodInputs } from './period-inputs.js'

/** Billed periods and what each came to. */
export type RatedPeriods = readonly (BilledPeriod & Omit<RatedSegments, 'knownAt'>)[]

export interface RatingContext extends BillingContext {
  /** Asks for a record of each run of a stage. */
  readonly timer?: Timer
}

/** Rates each billed period from its usage, in the order given; what one takes from grants that its account shares is gone for the next. Writes nothing. */
export async function rateSubscriptions(context: RatingContext, stores: Stores, usage: UsageAtCut): Promise<RatedPeriods> {
  const inputs = await periodInputs(context, stores, usage)
  const rated: RatedPeriods[number][] = []
  for (const [index, { contract, period }] of usage.usage.entries()) {
    const input = inputs[index]
    assertInvariant(input !== undefined, 'each billed period has its input')
    const account = payerOf(contract)
    const facts = await withGrants(stores, input.facts, { account, period, taken: takenIn(rated, account) })
    rated.push({ contract, period, ...rateSegments({ ...input, facts, carryIn: await carryInto(context, stores, { contract, period }) }, context) })
  }
  return rated
}

/** What earlier subscriptions of an account take from grants that all of them share. */
function takenIn(rated: RatedPeriods, account: string): readonly GrantedUnits[] {
  return rated.flatMap(({ contract, charges }) => (payerOf(contract) === account ? charges.flatMap(({ granted = [] }) => granted) : []))
}
