import { calendarGrid, carryUsage, clipInterval, coarsenUsage, compareBytes, cutWindows, periodNumber, periodsIn, type Interval, type UsageBucket } from '@farthing/core'
import { billingGridOf, rateSegments, type Carry, type PastPeriod, type Subscription } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { boundaryIn, type BilledPeriod } from '../billing-period.js'
import { checkBound, refuseAbove } from '../commands/check-bound.js'
import { keepingNothing } from '../commands/keeping-nothing.js'
import type { BillingContext } from '../context.js'
import { carryInto } from '../rating/carry-into.js'
import { withGrants } from '../rating/grant-balances.js'
import { payerOf } from '../rating/payer-of.js'
import { periodInputs } from '../rating/period-inputs.js'
import { takenBefore } from '../rating/taken-before.js'
import { loadContracts, termCutsIn } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { subscriptionsIn } from '../usage/select-periods.js'
import { usageAtCut, type PeriodUsage } from '../usage/usage-at-cut.js'

/** Whose past is meant: one subscription, all of an account, or all of the tenant when neither is given. */
export interface PastScope {
  readonly subscription?: string
  readonly account?: string
  /** Instants or local dates. Billing periods count that lie between them and have ended by the clock. */
  readonly from: string
  readonly to: string
  /** At most this many billing periods, from 1 to 1,000,000; counted before any is rated. 10,000 unless given. */
  readonly maxPeriods?: number
}

/**
 * What rating is given for ended billing periods, account by account in byte order, each subscription's in order. Writes nothing.
 *
 * One account is read at a time, in a transaction that is rolled back: usage as it is known now, late events included. The first period has what
 * was really handed into it.
 *
 * @throws `command.too_wide` before anything is rated; `command.invalid` for a bound that is none
 */
export async function* pastRatings(context: BillingContext, scope: PastScope): AsyncGenerator<PastPeriod, void> {
  const { storage, tenant } = context
  const subscriptions = await storage.transaction(tenant, (stores) => subscriptionsIn(stores, scope))
  const accounts = [...new Set(subscriptions.map(({ account }) => account))].sort(compareBytes)
  const subscriptionsOf = (account: string) => subscriptions.filter((subscription) => subscription.account === account)
  await refuseTooMany(context, scope, accounts.map(subscriptionsOf))
  for (const account of accounts) {
    const own = subscriptionsOf(account)
    yield* await keepingNothing(context, async (stores) => {
      const ratings: PastPeriod[] = []
      for (const contract of await loadContracts(context, stores, own)) ratings.push(...(await ratingsOf(context, stores, contract, scope)))
      return ratings
    })
  }
}

async function refuseTooMany(context: BillingContext, scope: PastScope, accounts: readonly (readonly Subscription[])[]): Promise<void> {
  const counted = { field: 'maxPeriods', of: 'billing periods' }
  const bound = checkBound(scope.maxPeriods, counted)
  let periods = 0
  for (const own of accounts) {
    const contracts = await context.storage.transaction(context.tenant, (stores) => loadContracts(context, stores, own))
    for (const contract of contracts) periods += endedPeriods(context, contract, scope).length
    refuseAbove(bound, periods, counted)
  }
}

async function ratingsOf(context: BillingContext, stores: Stores, contract: SubscriptionContract, scope: PastScope): Promise<readonly PastPeriod[]> {
  const ratings: PastPeriod[] = []
  const periods = endedPeriods(context, contract, scope)
  const [first] = periods
  let carryIn: Carry = first === undefined ? {} : await carryInto(context, stores, first)
  for (const billed of periods) {
    const { usage, knownAt } = await usageAtCut(context, stores, [billed])
    for (const each of usage) {
      const [input] = await periodInputs(context, stores, { usage: [each], knownAt })
      if (input === undefined) continue
      const taken = input.facts.balances === undefined ? [] : await takenBefore(context, stores, each)
      const facts = await withGrants(stores, input.facts, { account: payerOf(contract), period: each.period, taken })
      const rated = rateSegments({ ...input, facts, carryIn }, context)
      const daily = dailyUsage(context, each)
      ratings.push(...rated.ratings.map((rating) => ({ ...rating, daily: usageIn(context, daily, clipInterval(each.period, rating.contract.subscription)) })))
      carryIn = rated.carryOut
    }
  }
  return ratings
}

/** One bucket for each group of usage and local day. */
function dailyUsage({ digest, aggregations }: BillingContext, { contract, period, buckets }: PeriodUsage): readonly UsageBucket[] {
  const running = clipInterval(period, contract.subscription)
  if (running === undefined) return []
  const days = periodsIn(calendarGrid('day', contract.subscription.zone), running).map(({ from, to }) => ({ from, to }))
  const windows = cutWindows(days, termCutsIn(contract, period))
  const carried = windows.map((window) => carryUsage(buckets, window, { digest, aggregations }))
  return windows.flatMap((window, index) => coarsenUsage(carried[index] ?? [], window, { digest, aggregations, reference: period }))
}

function usageIn({ digest, aggregations }: BillingContext, usage: readonly UsageBucket[], interval: Interval | undefined): readonly UsageBucket[] {
  return interval === undefined ? [] : carryUsage(usage, interval, { digest, aggregations })
}

function endedPeriods({ clock }: BillingContext, contract: SubscriptionContract, scope: PastScope): readonly BilledPeriod[] {
  const { subscription, planVersion } = contract
  const over: Interval = { from: boundaryIn(scope.from, subscription.zone, 'from'), to: boundaryIn(scope.to, subscription.zone, 'to') }
  const running = clipInterval(over, subscription)
  if (running === undefined) return []
  const grid = billingGridOf(subscription, planVersion.content)
  const now = clock.now()
  return periodsIn(grid, running).flatMap(({ index }) => {
    const { from, to } = periodNumber(grid, index)
    const part = clipInterval({ from, to }, subscription)
    const isMeant = part !== undefined && over.from <= part.from && part.to <= over.to && part.to <= now
    return isMeant ? [{ contract, period: { from, to } }] : []
  })
}
