import { hashContent, previousPeriod, type Digest, type Instant, type Interval } from '@farthing/core'
import { billingGridOf, type Carry, type Side } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { accountProgram, type AccountParty } from './account-program.js'
import { storedCarry } from './carry-into.js'
import { hasPeriod } from './has-period.js'
import { rateBilled } from './rate-billed.js'

/** Under which id the carry store keeps what the program of an account hands on: derived, so that no subscription has it. */
export function accountCarryOwner({ account, currency }: Pick<AccountParty, 'account' | 'currency'>, digest: Digest): string {
  return hashContent('account-carry/1', [account, currency], digest)
}

/** Whose carry is asked for, and into which period. */
export interface AccountCarryQuestion extends AccountParty {
  readonly side: Side
  readonly period: Interval
  /** Its subscriptions that have the period; never empty. */
  readonly rated: readonly BilledPeriod[]
}

/**
 * What the periods before handed on to the program of an account: that of the last one that was billed, or what rating the period before as it stands
 * gives. Nothing before its first subscription, and nothing where no program ran. Writes nothing.
 *
 * Cost: the whole account is rated for each period since the last billed one.
 *
 * @throws `rating.carry_invalid` for a stored carry that is not what was stored
 */
export async function accountCarryInto(context: BillingContext, stores: Stores, question: AccountCarryQuestion): Promise<Carry> {
  const { side, period } = question
  const owner = accountCarryOwner(question, context.digest)
  const stored = await storedCarry(context, stores, { subscription: owner, side, until: period.from })
  if (stored?.to === period.from) return stored.carry
  const earlier = await periodBefore(context, stores, { ...question, since: stored?.to })
  if (earlier === undefined || accountProgram(context, question, earlier.period.from) === undefined) return stored?.carry ?? {}
  const { handedOn } = await rateBilled(context, stores, await usageAtCut(context, stores, earlier.billed))
  return handedOn.find((each) => each.subscription === owner && each.side === side)?.carry ?? {}
}

interface EarlierPeriod {
  readonly period: Interval
  readonly billed: readonly BilledPeriod[]
}

/** The last period before in which a subscription of the account ran, on the grid of the ones that are asked about. */
async function periodBefore(
  context: BillingContext,
  stores: Stores,
  { account, side, currency, period, rated, since }: AccountCarryQuestion & { readonly since: Instant | undefined },
): Promise<EarlierPeriod | undefined> {
  const [one] = rated
  if (one === undefined) return undefined
  const owned = await loadContracts(context, stores, await listAll((page) => stores.subscriptions.list({ account }, page)))
  const contracts = owned.filter(({ planVersion }) => planVersion.content.currency === currency).map((contract) => ({ ...contract, side }))
  const first = contracts.map(({ subscription }) => subscription.from).sort()[0] ?? period.from
  const grid = billingGridOf(one.contract.subscription, one.contract.planVersion.content)
  let before = intervalOf(previousPeriod(grid, period.from))
  while (before.to > first && (since === undefined || before.from >= since)) {
    const billed = contracts.flatMap((contract) => (hasPeriod(contract, before) ? [{ contract, period: before }] : []))
    if (billed.length > 0) return { period: before, billed }
    before = intervalOf(previousPeriod(grid, before.from))
  }
  return undefined
}

function intervalOf({ from, to }: Interval): Interval {
  return { from, to }
}
