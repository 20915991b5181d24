import { compareBytes } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import { accountCarryInto } from './account-carry.js'
import { accountProgram } from './account-program.js'
import { payerOf } from './payer-of.js'
import { rateAccountPeriod, type AccountGroup, type RatedAccountPeriod } from './rate-account-period.js'
import type { RatedPeriods, RatingContext } from './rate-subscriptions.js'

/**
 * Runs the programs that are bound to accounts over all that their subscriptions come to in a period: one run for each account, side, currency and period.
 * What of the period is billed reaches from the first to the last day on which one of the subscriptions runs. Writes nothing.
 */
export async function rateAccounts(context: RatingContext, stores: Stores, rated: RatedPeriods): Promise<readonly RatedAccountPeriod[]> {
  const found: RatedAccountPeriod[] = []
  // One call at a time: a transaction has one connection.
  for (const group of groupsOf(rated)) {
    const program = accountProgram(context, group, group.period.from)
    if (program === undefined) continue
    const carryIn = await accountCarryInto(context, stores, group)
    found.push(await rateAccountPeriod(context, stores, group, { program, carryIn }))
  }
  return found
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
