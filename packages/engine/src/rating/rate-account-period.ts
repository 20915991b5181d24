import { clipInterval, hashContent, type Digest, type Interval } from '@farthing/core'
import { rateAccount, type AccountRating, type Carry, type Program, type RatedAccount, type Side } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { accountFacts } from './account-facts.js'
import type { AccountParty } from './account-program.js'
import type { HandedOn } from './handed-on.js'
import type { RatedPeriods, RatingContext } from './rate-subscriptions.js'

/** An account in one currency and period, with the periods of its subscriptions. */
export interface AccountGroup extends AccountParty {
  readonly side: Side
  readonly period: Interval
  readonly rated: RatedPeriods
}

/** The program of one account over one period; the charges are those that it adds. */
export interface RatedAccountPeriod extends Pick<RatedAccount, 'charges' | 'warnings' | 'executions'> {
  readonly rating: AccountRating
  readonly handedOn: HandedOn
}

/** Runs the program of one account over all that its subscriptions came to in a period. Writes nothing. */
export async function rateAccountPeriod(
  context: RatingContext,
  stores: Stores,
  group: AccountGroup,
  { program, carryIn }: { readonly program: Program; readonly carryIn: Carry },
): Promise<RatedAccountPeriod> {
  const { account, side, currency, period, rated } = group
  const { tenant, digest } = context
  const facts = await accountFacts(context, stores, { account, period, program })
  const rating = {
    tenant, side, account, currency, period, program, carryIn,
    ...billedPart(group),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  }
  const { charges, carryOut, warnings, executions } = rateAccount({ ...rating, charges: rated.flatMap((each) => each.charges) }, context)
  return { rating, charges, warnings, executions, handedOn: { ...period, subscription: accountCarryOwner(group, digest), side, carry: carryOut } }
}

/** Under which id the carry store keeps what the program of an account hands on: derived, so that no subscription has it. */
export function accountCarryOwner({ account, currency }: Pick<AccountParty, 'account' | 'currency'>, digest: Digest): string {
  return hashContent('account-carry/1', [account, currency], digest)
}

/** Absent where it is all of the period. */
function billedPart({ period, rated }: AccountGroup): { readonly billed?: Interval } {
  const running = rated.flatMap(({ contract }) => clipInterval(period, contract.subscription) ?? [])
  const from = running.map((each) => each.from).sort()[0] ?? period.from
  const to = running.map((each) => each.to).sort().at(-1) ?? period.to
  return from === period.from && to === period.to ? {} : { billed: { from, to } }
}
