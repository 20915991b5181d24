import { calendarGrid, compare, divide, multiply, periodAt, round, subtract, type Decimal, type Exact, type Instant, type Interval } from '@farthing/core'
import { budgetThresholds, type BudgetEvent, type BudgetPolicy, type BudgetThreshold } from '@farthing/ledger'
import { listAll, type AccountScope, type Page, type PageRequest, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { openSpend, type OpenSpend } from './open-spend.js'
import { accountOf } from './put-budget.js'

/** Where a budget stands in the period that runs. */
export interface BudgetPosture {
  readonly policy: BudgetPolicy
  readonly at: Instant
  readonly period: Interval
  /** Exact. */
  readonly spend: Exact
  /** What is left of the amount; below 0 where more is spent. */
  readonly remaining: Exact
  /** Of the amount, to two places, cut. */
  readonly percent: Decimal
  /** Rising; whether spend has reached each. */
  readonly thresholds: readonly (BudgetThreshold & { readonly reached: boolean })[]
  /** The last threshold that was seen to be reached, in this or an earlier period. */
  readonly latestEvent?: BudgetEvent
}

/** Whose budgets; all unless given. */
export type PostureScope = AccountScope

/** Budgets that are watched, by creation, each with where it stands now. Writes nothing; each page rates what its accounts use. */
export function budgetPosture(context: BillingContext, scope: PostureScope, page?: PageRequest): Promise<Page<BudgetPosture>> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const { items, ...rest } = await stores.controls.list('budget_policy', { ...scope, status: 'active' }, page)
    const open = new Map<string, OpenSpend>()
    const postures: BudgetPosture[] = []
    for (const { content: policy } of items) {
      const spend = open.get(policy.account) ?? openSpend(context, stores, await accountOf(stores, policy.account))
      open.set(policy.account, spend)
      postures.push(await postureOf(stores, policy, { spend, at: context.clock.now() }))
    }
    return { items: postures, ...rest }
  })
}

async function postureOf(stores: Stores, policy: BudgetPolicy, { spend: open, at }: { readonly spend: OpenSpend; readonly at: Instant }): Promise<BudgetPosture> {
  const { amount, currency, every, zone, project } = policy
  const { from, to } = periodAt(calendarGrid(every, zone), at)
  const period = { from, to }
  const spend = await open.in({ period, currency, ...(project === undefined ? {} : { project }) })
  const events = (await listAll((page) => stores.controls.list('budget_event', { about: policy.id }, page))).map(({ content }) => content)
  return {
    policy, at, period, spend,
    remaining: subtract(amount, spend),
    percent: round(multiply(divide(spend, amount), '100'), { mode: 'floor', exponent: 2 }),
    thresholds: budgetThresholds(policy).map((threshold) => ({ ...threshold, reached: compare(spend, threshold.amount) >= 0 })),
    ...(events.length === 0 ? {} : { latestEvent: events.reduce(laterOf) }),
  }
}

/** Of thresholds that were seen at once, the highest. */
function laterOf(a: BudgetEvent, b: BudgetEvent): BudgetEvent {
  if (a.firstSeenAt !== b.firstSeenAt) return a.firstSeenAt > b.firstSeenAt ? a : b
  return compare(a.amount, b.amount) > 0 ? a : b
}
