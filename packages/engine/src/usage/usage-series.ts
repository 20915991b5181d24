import { canonicalJson, carryUsage, checkInterval, clipInterval, compareBytes, fail, mergeUsageByWindow, windowsOf, type Dimensions, type Exact, type Instant, type Interval, type UsageBucket, type Zone } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import { boundaryIn, type PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { piecesOf, quotedTime } from '../quotes/quoted-time.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { findFeature, type Feature } from './feature.js'
import { subscriptionsIn } from './select-periods.js'
import { usageAtCut } from './usage-at-cut.js'
import { lastPeriod } from './last-period.js'
import { requireScope, type SummaryScope } from './periods-of-scope.js'

/** How wide a point of a chart is. */
export type SeriesUnit = 'hour' | 'day' | 'week' | 'month'

export interface SeriesScope extends Omit<SummaryScope, 'period' | 'features'> {
  /** A meter of the catalogue, or the event type that one meter alone counts. */
  readonly feature: string
  /** `day` unless given. */
  readonly every?: SeriesUnit
  /** A billing period by its label, or any two instants or local dates of the account; the running billing period of each subscription unless given. */
  readonly period?: PeriodChoice
  /** Dimensions to tell apart; all groups together unless given. */
  readonly by?: readonly string[]
}

export interface SeriesPoint extends Interval {
  readonly quantity: Exact
}

/** The points of one subscription and group, without gaps: where nothing was used the quantity is `"0"`. */
export interface UsageSeries {
  readonly account: string
  readonly subscription: string
  readonly dimensions: Dimensions
  readonly points: readonly SeriesPoint[]
}

export interface FeatureSeries extends Feature {
  readonly asOf: Instant
  /** On whose clock hours, days, weeks and months begin: that of the account. */
  readonly zone: Zone
  readonly every: SeriesUnit
  /** By subscription, then dimensions, in byte order. A subscription without usage has one series of zeros where no groups are told apart. */
  readonly series: readonly UsageSeries[]
}

const mostPoints = 10_000

/**
 * The use of a feature over time, ready for a chart: a point for each hour, day, week or month of the account's clock, the first and the last cut to the time that is
 * asked for. An hour that comes twice in autumn is two points. Writes nothing.
 *
 * @throws `period.too_many` above 10,000 points; `period.not_found`, `period.ambiguous`, `period.ends_before_start`, the `time.*` codes; `meter.unknown`,
 *   `meter.invalid` for a dimension that the meter does not keep apart; `account.unknown`, `subscription.unknown`; `command.invalid` without account and subscription
 */
export function usageSeries(context: BillingContext, { feature: name, every = 'day', period, by = [], ...scope }: SeriesScope): Promise<FeatureSeries> {
  const { meter: _, ...feature } = findFeature(context.catalog, name)
  requireScope(scope)
  return context.storage.transaction(context.tenant, async (stores) => {
    const contracts = await loadContracts(context, stores, await subscriptionsIn(stores, scope))
    const account = scope.account ?? contracts[0]?.subscription.account ?? ''
    const { zone } = (await stores.accounts.get(account)) ?? { zone: 'UTC' }
    const series: UsageSeries[] = []
    for (const contract of contracts) {
      const interval = timeOf(context, contract, period, zone)
      if (interval === undefined) continue
      const windows = windowsOf(every, interval, zone)
      if (windows.length > mostPoints) fail('period.too_many', { field: 'every', because: `is ${every}, which makes ${windows.length} points`, facts: { points: windows.length } })
      const buckets = await bucketsOf(context, stores, contract, { interval, feature: feature.feature })
      series.push(...seriesOf(context, contract, { buckets, windows, interval, by }))
    }
    return { ...feature, asOf: context.clock.now(), zone, every, series }
  })
}

/** @returns `undefined` for a subscription that has not begun, where the running period is meant */
function timeOf({ clock }: BillingContext, contract: SubscriptionContract, choice: PeriodChoice | undefined, zone: Zone): Interval | undefined {
  if (choice === undefined) return lastPeriod(contract, clock.now())[0]?.period
  if (typeof choice === 'string') return quotedTime(contract, choice)
  return checkInterval({ from: boundaryIn(choice.from, zone, 'period.from'), to: boundaryIn(choice.to, zone, 'period.to') }, 'period')
}

interface MeteredTime {
  readonly interval: Interval
  readonly feature: string
}

/** The usage of a meter in a time that may reach over billing periods, on the stored grid. */
async function bucketsOf(context: BillingContext, stores: Stores, contract: SubscriptionContract, { interval, feature }: MeteredTime): Promise<readonly UsageBucket[]> {
  const running = clipInterval(interval, contract.subscription)
  if (running === undefined) return []
  const buckets: UsageBucket[] = []
  for (const { asked } of piecesOf(contract, running)) buckets.push(...(await usageAtCut(context, stores, [asked])).usage.flatMap((each) => each.buckets))
  return carryUsage(buckets.filter(({ meter }) => meter === feature), running, { digest: context.digest, aggregations: context.aggregations })
}

interface Charted {
  readonly buckets: readonly UsageBucket[]
  readonly windows: readonly Interval[]
  readonly interval: Interval
  readonly by: readonly string[]
}

function seriesOf({ digest, aggregations }: BillingContext, { subscription: { id: subscription, account } }: SubscriptionContract, { buckets, windows, interval, by }: Charted): readonly UsageSeries[] {
  const groups = new Map<string, { readonly dimensions: Dimensions; readonly used: Map<Instant, Exact> }>()
  if (by.length === 0) groups.set('{}', { dimensions: {}, used: new Map() })
  for (const { dimensions, from, quantity } of mergeUsageByWindow(buckets, windows, { digest, aggregations, by, reference: interval })) {
    const key = canonicalJson(dimensions)
    const group = groups.get(key) ?? { dimensions, used: new Map<Instant, Exact>() }
    groups.set(key, group)
    group.used.set(from, quantity)
  }
  return [...groups]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([, { dimensions, used }]) => ({ account, subscription, dimensions, points: windows.map(({ from, to }) => ({ from, to, quantity: used.get(from) ?? '0' })) }))
}
