import { clipInterval, compareBytes, type Interval } from '@farthing/core'
import { rateAccount, type AccountRating, type Charge, type RatedSegments, type Side } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { accountCarryInto, accountCarryOwner } from './account-carry.js'
import { accountFacts } from './account-facts.js'
import { accountProgram, type AccountParty } from './account-program.js'
import { payerOf } from './payer-of.js'
import type { HandedOn } from './rate-billed.js'

/** Billed periods and what each came to. */
export type RatedPeriods = readonly (BilledPeriod & Pick<RatedSegments, 'ratings' | 'charges' | 'carryOut'>)[]

/** The program of one account over one period. */
export interface RatedAccountPeriod {
  readonly rating: AccountRating
  /** Those that the program adds. */
  readonly charges: readonly Charge[]
  readonly handedOn: HandedOn
}

/** An account in one currency and period, with the periods of its subscriptions. */
export interface AccountGroup extends AccountParty {
  readonly side: Side
  readonly period: Interval
  readonly rated: RatedPeriods
}

/**
 * Runs the programs that are bound to accounts over all that their subscriptions come to in a period: one run for each account, side, currency and period.
 * What of the period is billed reaches from the first to the last day on which one of the subscriptions runs. Writes nothing.
 */
export async function rateAccounts(context: BillingContext, stores: Stores, rated: RatedPeriods): Promise<readonly RatedAccountPeriod[]> {
  const found: RatedAccountPeriod[] = []
  // One call at a time: a transaction has one connection.
  for (const group of groupsOf(rated)) {
    const one = await rateGroup(context, stores, group)
    if (one !== undefined) found.push(one)
  }
  return found
}

async function rateGroup(context: BillingContext, stores: Stores, group: AccountGroup): Promise<RatedAccountPeriod | undefined> {
  const { account, side, currency, period, rated } = group
  const program = accountProgram(context, group, period.from)
  if (program === undefined) return undefined
  const { tenant, digest, stages } = context
  const facts = await accountFacts(context, stores, { account, period, program })
  const carryIn = await accountCarryInto(context, stores, group)
  const rating = {
    tenant, side, account, currency, period, program, carryIn,
    ...billedPart(group),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  }
  const { charges, carryOut } = rateAccount({ ...rating, charges: rated.flatMap((each) => each.charges) }, { digest, stages })
  return { rating, charges, handedOn: { ...period, subscription: accountCarryOwner(group, digest), side, carry: carryOut } }
}

/** By account, side, currency and period, in that order. */
function groupsOf(rated: RatedPeriods): readonly AccountGroup[] {
  const groups = new Map<string, AccountGroup>()
  for (const each of rated) {
    const { contract, period } = each
    const { side, planVersion: { content: { currency, every } } } = contract
    const account = payerOf(contract)
    const key = JSON.stringify([account, side, currency, period.from, period.to])
    groups.set(key, { account, side, currency, every, period, rated: [...(groups.get(key)?.rated ?? []), each] })
  }
  return [...groups].sort(([a], [b]) => compareBytes(a, b)).map(([, group]) => group)
}

/** Absent where it is all of the period. */
function billedPart({ period, rated }: AccountGroup): { readonly billed?: Interval } {
  const running = rated.flatMap(({ contract }) => clipInterval(period, contract.subscription) ?? [])
  const from = running.map((each) => each.from).sort()[0] ?? period.from
  const to = running.map((each) => each.to).sort().at(-1) ?? period.to
  return from === period.from && to === period.to ? {} : { billed: { from, to } }
}
