import { previousPeriod, type Instant, type Interval } from '@farthing/core'
import { billingGridOf, type Carry, type Program, type Side } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { contractsIn } from '../usage/select-periods.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { accountProgram, type AccountParty } from './account-program.js'
import { storedCarry } from './carry-into.js'
import { hasPeriod } from './has-period.js'
import { accountCarryOwner, rateAccountPeriod } from './rate-account-period.js'
import { rateSubscriptions } from './rate-subscriptions.js'

/** Whose carry is asked for, and into which period. */
export interface AccountCarryQuestion extends AccountParty {
  readonly side: Side
  readonly period: Interval
  /** Its subscriptions that have the period; never empty. */
  readonly rated: readonly BilledPeriod[]
}

/**
 * What the periods before handed on to the program of an account: that of the last one that was billed, and of those after it, up to one in which no program
 * ran, what rating them as they stand gives. Nothing before its first subscription. Writes nothing.
 *
 * Cost: the whole account is rated for each period since the last billed one.
 *
 * @throws `rating.carry_invalid` for a stored carry that is not what was stored
 */
export async function accountCarryInto(context: BillingContext, stores: Stores, question: AccountCarryQuestion): Promise<Carry> {
  const { account, side, currency, every, period } = question
  const stored = await storedCarry(context, stores, { subscription: accountCarryOwner(question, context.digest), side, until: period.from })
  let carry = stored?.carry ?? {}
  for (const earlier of await periodsBefore(context, stores, { ...question, since: stored?.to })) {
    const rated = await rateSubscriptions(context, stores, await usageAtCut(context, stores, earlier.billed))
    const group = { account, side, currency, every, period: earlier.period, rated }
    carry = (await rateAccountPeriod(context, stores, group, { program: earlier.program, carryIn: carry })).handedOn.carry
  }
  return carry
}

interface EarlierPeriod {
  readonly period: Interval
  readonly program: Program
  readonly billed: readonly BilledPeriod[]
}

/** The periods before in which a subscription of the account ran, oldest first, on the grid of the ones that are asked about. */
async function periodsBefore(
  context: BillingContext,
  stores: Stores,
  question: AccountCarryQuestion & { readonly since: Instant | undefined },
): Promise<readonly EarlierPeriod[]> {
  const { account, side, currency, period, rated: [one], since } = question
  if (one === undefined || since === period.from) return []
  const contracts = (await contractsIn(context, stores, { account, side })).filter(({ planVersion }) => planVersion.content.currency === currency)
  const first = contracts.map(({ subscription }) => subscription.from).sort()[0] ?? period.from
  const grid = billingGridOf(one.contract.subscription, one.contract.planVersion.content)
  const found: EarlierPeriod[] = []
  let before = intervalOf(previousPeriod(grid, period.from))
  while (before.to > first && (since === undefined || before.from >= since)) {
    const billed = contracts.flatMap((contract) => (hasPeriod(contract, before) ? [{ contract, period: before }] : []))
    if (billed.length > 0) {
      const program = accountProgram(context, question, before.from)
      if (program === undefined) return found
      found.unshift({ period: before, program, billed })
    }
    before = intervalOf(previousPeriod(grid, before.from))
  }
  return found
}

function intervalOf({ from, to }: Interval): Interval {
  return { from, to }
}
