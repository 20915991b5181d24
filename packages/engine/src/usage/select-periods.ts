import { assertInvariant, checkText, clipInterval, fail } from '@farthing/core'
import type { Side, Subscription } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import { choiceText, periodOf, type BilledPeriod, type PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** Whose usage is meant: one subscription, all of an account, or all of the tenant when neither is given. */
export interface UsageScope {
  readonly subscription?: string
  readonly account?: string
  readonly period: PeriodChoice
  /** Whose terms count: those of the payer, or those of the reseller that `account` is then. `retail` unless given. */
  readonly side?: Side
}

/**
 * Each subscription in scope with the one period of its own grid that the choice means, by id. Left out: those whose grid has none, those
 * with several (a label `2026-10` on a weekly grid), and those that do not run in it.
 *
 * @throws `subscription.unknown`, `account.unknown`; `period.ambiguous` or `period.not_found` when nothing is left
 */
export async function selectPeriods(context: BillingContext, stores: Stores, scope: UsageScope): Promise<readonly BilledPeriod[]> {
  const selected: BilledPeriod[] = []
  let ambiguous: string | undefined
  for (const contract of await contractsIn(context, stores, scope)) {
    const { subscription } = contract
    const period = periodOf(contract, scope.period)
    if (period === 'several') ambiguous ??= subscription.id
    else if (period !== 'none' && clipInterval(period, subscription) !== undefined) selected.push({ contract, period })
  }
  if (selected.length > 0) return selected
  const choice = choiceText(scope.period)
  if (ambiguous !== undefined) fail('period.ambiguous', { field: 'period', because: `is ${choice}, which fits several periods of ${ambiguous}` })
  const whose = scope.subscription ?? scope.account ?? context.tenant
  return fail('period.not_found', { field: 'period', because: `is ${choice}, which is no period of a running subscription of ${whose}` })
}

/** The contracts of a scope on its side, by id. @throws `subscription.unknown`, `account.unknown` */
export async function contractsIn(context: BillingContext, stores: Stores, scope: Omit<UsageScope, 'period'>): Promise<readonly SubscriptionContract[]> {
  const retail = await loadContracts(context, stores, await subscriptionsIn(stores, scope))
  return scope.side === 'wholesale' ? retail.map(wholesaleOf) : retail
}

/** The same subscription as its reseller has it. */
function wholesaleOf(contract: SubscriptionContract): SubscriptionContract {
  const { subscription, versions } = contract
  const planVersion = versions.find(({ version }) => version === subscription.wholesale?.planVersion)
  assertInvariant(planVersion !== undefined, 'the plan version of the wholesale side is loaded with the subscription')
  return { ...contract, side: 'wholesale', planVersion }
}

/** @throws `subscription.unknown`, `account.unknown` */
export async function subscriptionsIn(stores: Stores, { subscription: id, account, side = 'retail' }: Omit<UsageScope, 'period'>): Promise<readonly Subscription[]> {
  if (account !== undefined) checkText(account, { field: 'account' })
  if (id === undefined) {
    const found = side === 'wholesale' ? await resoldBy(stores, account) : await listAll((page) => stores.subscriptions.list(account === undefined ? {} : { account }, page))
    // An account with subscriptions is there.
    if (found.length === 0 && account !== undefined && (await stores.accounts.get(account)) === undefined) {
      fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}`, facts: { account } })
    }
    return found
  }
  const subscription = await stores.subscriptions.get(checkText(id, { field: 'subscription' }))
  if (subscription === undefined || (account !== undefined && subscription.account !== account)) {
    return fail('subscription.unknown', { field: 'subscription', because: `is ${JSON.stringify(id)}`, facts: { subscription: id } })
  }
  return [subscription]
}

async function resoldBy(stores: Stores, account: string | undefined): Promise<readonly Subscription[]> {
  const all = await listAll((page) => stores.subscriptions.list(account === undefined ? {} : { reseller: account }, page))
  return all.filter(({ wholesale }) => wholesale !== undefined)
}
