import { calendarGrid, hashContent, periodAt, previousPeriod, type Account, type Instant, type Interval, type Period } from '@farthing/core'
import { budgetEventId, reachedThresholds, seeThreshold, type BudgetEvent, type BudgetPolicy, type SeenThreshold } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { newsOf, tell } from '../outbox/tell.js'
import { openSpend, type OpenSpend } from './open-spend.js'
import { activeBudgets } from './put-budget.js'

/** What one look at the budgets of an account came to. */
export interface SeenBudgets {
  readonly policies: number
  /** Periods that were looked at, over all policies. */
  readonly periods: number
  /** Thresholds that were reached for the first time in their period. */
  readonly crossed: readonly BudgetEvent[]
  /** Whether periods are left that the next look goes on with. */
  readonly more: boolean
}

/** Of one policy in one transaction. */
const mostPeriods = 100

/**
 * Looks at every period of the budgets of an account that may have moved: the running one, the one before, in which late usage may still count, and all that
 * no look has seen since, however far the clock went on. What is reached for the first time is kept and told in the caller's transaction.
 */
export async function seeBudgets(context: BillingContext, stores: Stores, account: Account, at: Instant): Promise<SeenBudgets> {
  const spend = openSpend(context, stores, account)
  const policies = await activeBudgets(stores, account.id)
  const due: DuePeriods[] = []
  const reached: SeenThreshold[] = []
  for (const policy of policies) {
    const own = await periodsDue(context, stores, policy, at)
    due.push(own)
    for (const period of own.periods) reached.push(...(await reachedIn({ account, policy, period, at }, spend)))
  }
  // Rating takes its time, and is done before anybody has to wait. The same event twice would be kept in silence: the turn of the account tells who saw it first.
  if (reached.length > 0) await stores.accounts.lock(account.id)
  const crossed: BudgetEvent[] = []
  for (const seen of reached) crossed.push(...(await keepSeen(context, stores, seen)))
  for (const { moveOn } of due) await moveOn()
  // The outbox of an account is told last: others wait for it.
  for (const event of crossed) await tell(stores, newsOf(context, 'budget.crossed', { account: account.id, at, about: [event.id], data: event }))
  return { policies: policies.length, periods: due.reduce((count, { periods }) => count + periods.length, 0), crossed, more: due.some(({ more }) => more) }
}

interface DuePeriods {
  readonly periods: readonly Interval[]
  readonly more: boolean
  /** Keeps how far was looked. */
  readonly moveOn: () => Promise<void>
}

async function periodsDue(context: BillingContext, stores: Stores, policy: BudgetPolicy, at: Instant): Promise<DuePeriods> {
  const grid = calendarGrid(policy.every, policy.zone)
  const current = periodAt(grid, at)
  const position = hashContent('budget-position/1', [policy.id], context.digest)
  const seen = await stores.offsets.get(position)
  const before = previousPeriod(grid, current.from)
  // A clock that went back leaves the position where it is.
  const last = seen === undefined || seen > before.from ? before : periodAt(grid, seen)
  const born = periodAt(grid, policy.createdAt)
  const first = seen === undefined || last.from < born.from ? born : last
  const periods: Period[] = []
  for (let period = first; period.from <= current.from && periods.length < mostPeriods; period = periodAt(grid, period.to)) periods.push(period)
  const reached = periods.at(-1)
  return {
    periods: periods.map(({ from, to }) => ({ from, to })),
    more: reached !== undefined && reached.from < current.from,
    moveOn: async () => {
      if (reached === undefined || (seen !== undefined && reached.from <= seen)) return
      await stores.offsets.advance(position, { ...(seen === undefined ? {} : { from: seen }), to: reached.from })
    },
  }
}

interface LookedAt {
  readonly account: Account
  readonly policy: BudgetPolicy
  readonly period: Interval
  readonly at: Instant
}

async function reachedIn({ account, policy, period, at }: LookedAt, open: OpenSpend): Promise<readonly SeenThreshold[]> {
  const { project, currency, recipients = account.notificationRecipients ?? [] } = policy
  const spend = await open.in({ period, currency, ...(project === undefined ? {} : { project }) })
  return reachedThresholds(policy, spend).map((threshold) => ({ policy, period, threshold, spend, at, recipients }))
}

/** The event, where it is seen for the first time. */
async function keepSeen(context: BillingContext, stores: Stores, seen: SeenThreshold): Promise<readonly BudgetEvent[]> {
  const { account, id: about } = seen.policy
  const before = await stores.controls.get('budget_event', budgetEventId(seen, context.digest))
  const event = seeThreshold(before?.content, seen, context.digest)
  if (event === undefined) return []
  await stores.controls.append({ kind: 'budget_event', id: event.id, revision: (before?.revision ?? 0) + 1, account, status: 'reached', about, createdAt: event.firstSeenAt, content: event })
  return before === undefined ? [event] : []
}
