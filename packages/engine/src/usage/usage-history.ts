import { clipInterval, fail, previousPeriod, type Interval, type KnownAt, type RefusedUsage, type Usage, type UsageBucket } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import type { FeatureUsage } from './feature-usage.js'
import { importedUsage } from './imported-usage.js'
import { boundsOf, gridOf, lastPeriod } from './last-period.js'
import { measureUsage, startMeasurement } from './measure-usage.js'
import { subscriptionsIn, type UsageScope } from './select-periods.js'
import { withCosts } from './usage-costs.js'
import { checkView, viewUsage, type UsageView } from './usage-view.js'

export interface HistoryScope extends Omit<UsageScope, 'period'>, UsageView {
  /** Most periods of each subscription, from 1 to 120; 12 unless given. */
  readonly limit?: number
  /** Whether each entry has its `costs` too: rated from the usage that it shows. */
  readonly costs?: boolean
}

/** Usage of one subscription in one of its periods. `from` and `to` are the period's. */
export interface UsageOfPeriod extends Interval {
  readonly subscription: string
  readonly account: string
  readonly plan: string
  /** `sealed`: as the newest seal has it. `measured`: as it stands. `imported`: taken over from another system, of the time before. */
  readonly state: 'sealed' | 'measured' | 'imported'
  /** Of the seal. */
  readonly revision?: number
  readonly knownAt: KnownAt
  readonly usage: readonly Usage[]
  /** Usage of a meter that cannot be used as a whole. */
  readonly refused: readonly RefusedUsage[]
  /** What each feature came to, by feature; where it is asked for. */
  readonly costs?: readonly FeatureUsage[]
}

/**
 * The usage of the last periods of each subscription, the one that runs included, and before its start what was imported: newest first, then by subscription.
 * Writes nothing. What was imported has no `costs`, and is in no view by dimensions or windows.
 *
 * What is sealed is read; each other period is one pass over its events, for all subscriptions together.
 *
 * @throws `subscription.unknown`, `account.unknown`, `meter.unknown`, `meter.invalid`, `window.invalid`; `command.invalid` for the limit
 */
export function usageHistory(context: BillingContext, scope: HistoryScope): Promise<readonly UsageOfPeriod[]> {
  const { limit = 12 } = scope
  if (!Number.isInteger(limit) || limit < 1 || limit > 120) fail('command.invalid', { field: 'limit', because: `is ${limit} and not an integer from 1 to 120` })
  const view = checkView(context, scope)
  return context.storage.transaction(context.tenant, async (stores) => {
    const contracts = await loadContracts(context, stores, await subscriptionsIn(stores, scope))
    const history: UsageOfPeriod[] = []
    const now = context.clock.now()
    let next = contracts.flatMap((contract) => lastPeriod(contract, now))
    for (let back = 0; back < limit && next.length > 0; back += 1) {
      const entries = await usageOfPeriods(context, stores, next, view)
      history.push(...(scope.costs === true ? await withCosts(context, stores, { billed: next, entries, now }) : entries))
      next = next.flatMap(periodBefore)
    }
    const counts = new Map<string, number>()
    for (const { subscription } of history) counts.set(subscription, (counts.get(subscription) ?? 0) + 1)
    for (const contract of contracts) history.push(...(await importedUsage(stores, contract, limit - (counts.get(contract.subscription.id) ?? 0), view)))
    return history.sort((a, b) => (a.from === b.from ? (a.subscription < b.subscription ? -1 : 1) : a.from < b.from ? 1 : -1))
  })
}

function periodBefore({ contract, period }: BilledPeriod): readonly BilledPeriod[] {
  const before = boundsOf(previousPeriod(gridOf(contract), period.from))
  return clipInterval(before, contract.subscription) === undefined ? [] : [{ contract, period: before }]
}

async function usageOfPeriods(context: BillingContext, stores: Stores, billed: readonly BilledPeriod[], view: UsageView): Promise<readonly UsageOfPeriod[]> {
  const sealed: UsageOfPeriod[] = []
  const open: BilledPeriod[] = []
  for (const each of billed) {
    const seal = await stores.usage.latest(each.contract.subscription.id, each.period)
    if (seal === undefined) open.push(each)
    else sealed.push({ ...aboutOf(each), state: 'sealed', revision: seal.revision, knownAt: seal.knownAt, usage: viewUsage(context, seal.buckets, each, view), refused: [] })
  }
  return [...sealed, ...(await measured(context, stores, open, view))]
}

/** The usage of these periods as it stands at one cut, in one pass over the events. */
export async function measured(context: BillingContext, stores: Stores, open: readonly BilledPeriod[], view: UsageView = {}): Promise<readonly UsageOfPeriod[]> {
  if (open.length === 0) return []
  const measurement = await startMeasurement(context, stores, open)
  const { buckets, refused } = await measureUsage(context, stores, measurement)
  const bySubscription = new Map<string, UsageBucket[]>(open.map(({ contract }) => [contract.subscription.id, []]))
  for (const bucket of buckets) bySubscription.get(bucket.subscription)?.push(bucket)
  return open.map((each) => {
    const { id } = each.contract.subscription
    return {
      ...aboutOf(each),
      state: 'measured',
      knownAt: measurement.knownAt,
      usage: viewUsage(context, bySubscription.get(id) ?? [], each, view),
      refused: refused.filter(({ subscription, meter }) => subscription === id && (view.meter ?? meter) === meter),
    }
  })
}

function aboutOf({ contract, period }: BilledPeriod) {
  const { id, account, plan } = contract.subscription
  return { subscription: id, account, plan, ...period }
}
