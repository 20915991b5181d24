import { addAll, assertInvariant, checkText, compareBytes, fail, subtract, type CurrencyCode, type Exact, type Instant, type KnownAt } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { rateSubscriptions, type RatedPeriods } from '../rating/rate-subscriptions.js'
import { contractsIn, selectPeriods } from '../usage/select-periods.js'
import { usageAtCut, type UsageAtCut } from '../usage/usage-at-cut.js'

export interface MarginScope {
  /** The reseller. */
  readonly account: string
  readonly period: PeriodChoice
}

/** What one subscription of an end customer brings its reseller. Amounts are exact, as rated: documents round them, and take credit and tax into account. */
export interface SubscriptionMargin {
  readonly subscription: string
  /** Whose usage it is: the end customer. */
  readonly customer: string
  readonly from: Instant
  readonly to: Instant
  /** What the end customer owes for the usage. */
  readonly retail: SideTotal
  /** What the reseller owes for the same usage. */
  readonly wholesale: SideTotal
  /** Retail less wholesale, negative for a loss. Absent where the two are in different currencies: nothing is converted here. */
  readonly margin?: Exact
}

export interface SideTotal {
  readonly currency: CurrencyCode
  readonly amount: Exact
}

export interface MarginTotal {
  readonly currency: CurrencyCode
  readonly retail: Exact
  readonly wholesale: Exact
  /** Absent where some subscription has its other side in another currency. */
  readonly margin?: Exact
}

export interface ResellerMargin {
  readonly account: string
  /** What was known of usage: both sides are rated from the same. */
  readonly knownAt: KnownAt
  /** By subscription id. */
  readonly subscriptions: readonly SubscriptionMargin[]
  /** By currency, never summed across. */
  readonly totals: readonly MarginTotal[]
}

/**
 * Rates both sides of what a reseller sells, from one measurement of the usage: what its customers owe, what it owes, and the difference. Writes nothing.
 *
 * Programs of accounts, such as a minimum over all subscriptions, belong to no subscription and are left out of both sides.
 * Costs as much as a preview of each invoice.
 *
 * @throws `account.unknown`, `account.invalid` for an account that is no reseller, `period.*`, and what rating refuses
 */
export async function marginOfPeriod(context: BillingContext, { account, period }: MarginScope): Promise<ResellerMargin> {
  return context.storage.transaction(context.tenant, async (stores) => {
    await checkReseller(stores, account)
    const usage = await usageAtCut(context, stores, await selectPeriods(context, stores, { account, period, side: 'wholesale' }))
    const wholesale = await rateSubscriptions(context, stores, usage)
    const retail = await rateSubscriptions(context, stores, await asRetail(context, stores, usage))
    const subscriptions = wholesale.map((each, index) => {
      const sold = retail[index]
      assertInvariant(sold !== undefined, 'each subscription is rated on both sides')
      return marginOf(sold, each)
    })
    return { account, knownAt: usage.knownAt, subscriptions, totals: totalsOf(subscriptions) }
  })
}

/** @throws `account.unknown`, `account.invalid` */
export async function checkReseller(stores: Stores, account: string): Promise<void> {
  const found = await stores.accounts.get(checkText(account, { field: 'account' }))
  if (found === undefined) return fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}`, facts: { account } })
  if (found.kind !== 'reseller') fail('account.invalid', { field: 'account', because: `is a ${found.kind} and resells nothing`, facts: { account } })
}

/** The same usage under the terms of the end customers: a subscription is measured for both of its sides at once. */
async function asRetail(context: BillingContext, stores: Stores, { knownAt, usage }: UsageAtCut): Promise<UsageAtCut> {
  const retail: UsageAtCut['usage'][number][] = []
  for (const each of usage) {
    const [contract = each.contract] = await contractsIn(context, stores, { subscription: each.contract.subscription.id })
    retail.push({ ...each, contract })
  }
  return { knownAt, usage: retail }
}

type RatedPeriod = RatedPeriods[number]

function marginOf(retail: RatedPeriod, wholesale: RatedPeriod): SubscriptionMargin {
  const { subscription } = retail.contract
  const sides = { retail: totalOf(retail), wholesale: totalOf(wholesale) }
  return {
    subscription: subscription.id,
    customer: subscription.account,
    from: retail.period.from,
    to: retail.period.to,
    ...sides,
    ...(sides.retail.currency === sides.wholesale.currency ? { margin: subtract(sides.retail.amount, sides.wholesale.amount) } : {}),
  }
}

function totalOf({ contract, charges }: RatedPeriod): SideTotal {
  return { currency: contract.planVersion.content.currency, amount: addAll(charges.map(({ amount }) => amount)) }
}

function totalsOf(subscriptions: readonly SubscriptionMargin[]): readonly MarginTotal[] {
  const currencies = new Set(subscriptions.flatMap(({ retail, wholesale }) => [retail.currency, wholesale.currency]))
  return [...currencies].sort(compareBytes).map((currency) => {
    const sold = subscriptions.filter(({ retail }) => retail.currency === currency)
    const bought = subscriptions.filter(({ wholesale }) => wholesale.currency === currency)
    const [retail, wholesale] = [addAll(sold.map((each) => each.retail.amount)), addAll(bought.map((each) => each.wholesale.amount))]
    const isWhole = [...sold, ...bought].every(({ margin }) => margin !== undefined)
    return { currency, retail, wholesale, ...(isWhole ? { margin: subtract(retail, wholesale) } : {}) }
  })
}
