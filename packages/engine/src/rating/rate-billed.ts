import { assertInvariant } from '@farthing/core'
import { rateSegments, readsCarry, type AccountRating, type Charge, type GrantedUnits, type RatingInput } from '@farthing/pricing'
import type { CarryRecord, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { UsageAtCut } from '../usage/usage-at-cut.js'
import { carryInto } from './carry-into.js'
import { withGrants } from './grant-balances.js'
import { payerOf } from './payer-of.js'
import { periodInputs } from './period-inputs.js'
import { rateAccounts, type RatedPeriods } from './rate-accounts.js'

/** What a period hands on; its hash and document come when it is billed. */
export type HandedOn = Omit<CarryRecord, 'hash' | 'document'>

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
  const inputs = await periodInputs(context, stores, usage)
  const rated: RatedPeriods[number][] = []
  for (const [index, { contract, period }] of usage.usage.entries()) {
    const input = inputs[index]
    assertInvariant(input !== undefined, 'each billed period has its input')
    const account = payerOf(contract)
    const facts = await withGrants(stores, input.facts, { account, period, taken: takenIn(rated, account) })
    rated.push({ contract, period, ...rateSegments({ ...input, facts, carryIn: await carryInto(context, stores, { contract, period }) }, context) })
  }
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

/** What earlier subscriptions of an account take from grants that all of them share. */
function takenIn(rated: RatedPeriods, account: string): readonly GrantedUnits[] {
  return rated.flatMap(({ contract, charges }) => (payerOf(contract) === account ? charges.flatMap(({ granted = [] }) => granted) : []))
}
