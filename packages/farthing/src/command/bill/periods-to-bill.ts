import { clipInterval, fail, findPeriod, isFarthingError, periodAt, periodNumber, type Instant, type Interval } from '@farthing/core'
import { billingGridOf, type Catalog, type Subscription } from '@farthing/pricing'

/** The times of the first and the last event. */
export interface TimeRange {
  readonly first: Instant
  readonly last: Instant
}

export interface PeriodsToBill {
  /** Ended periods, each with the accounts that are invoiced for it; by start, end and account. */
  readonly ended: readonly { readonly account: string; readonly period: Interval }[]
  /** Periods that have begun and not ended: for another run. */
  readonly open: readonly { readonly account: string; readonly period: Interval }[]
}

export interface PeriodQuery {
  readonly catalog: Catalog
  readonly subscriptions: readonly Subscription[]
  /** None when no event was seen. */
  readonly seen: TimeRange | undefined
  /** A label such as `2026-10` asks for that period only. */
  readonly label: string | undefined
  readonly account: string | undefined
  readonly asOf: Instant
}

/**
 * The periods that a run bills: the labelled one of each subscription; without a label, every period that overlaps the events of the file.
 */
export function periodsToBill({ catalog, subscriptions, seen, label, account, asOf }: PeriodQuery): PeriodsToBill {
  const found = new Map<string, { account: string; period: Interval }>()
  for (const subscription of subscriptions) {
    if (account !== undefined && subscription.account !== account) continue
    for (const period of label === undefined ? periodsSeen(catalog, subscription, seen) : labelled(catalog, subscription, label)) {
      found.set(JSON.stringify([period.from, period.to, subscription.account]), { account: subscription.account, period })
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
  // Canonical instants have one length, so text order is time order.
  const hasEnded = ({ period }: { period: Interval }): boolean => period.to <= asOf
  return { ended: sorted.filter(hasEnded), open: sorted.filter((each) => !hasEnded(each)) }
}

const mostPeriods = 100_000

function gridOf(catalog: Catalog, subscription: Subscription) {
  const plan = catalog.plans[subscription.plan]
  return plan === undefined ? undefined : billingGridOf(subscription, plan)
}

function periodsSeen(catalog: Catalog, subscription: Subscription, seen: TimeRange | undefined): readonly Interval[] {
  const grid = gridOf(catalog, subscription)
  if (grid === undefined || seen === undefined) return []
  const { from, to } = subscription
  const periods: Interval[] = []
  let period = periodAt(grid, seen.first > from ? seen.first : from)
  while (period.from <= seen.last && (to === undefined || period.from < to)) {
    if (periods.length === mostPeriods) fail('period.too_many', { field: '--events', because: `span more than ${mostPeriods} periods of ${subscription.id}` })
    periods.push(intervalOf(period))
    period = periodNumber(grid, period.index + 1)
  }
  return periods
}

function labelled(catalog: Catalog, subscription: Subscription, label: string): readonly Interval[] {
  const grid = gridOf(catalog, subscription)
  if (grid === undefined) return []
  try {
    const period = intervalOf(findPeriod(grid, label))
    return clipInterval(period, subscription) === undefined ? [] : [period]
  } catch (error) {
    if (isFarthingError(error) && error.code === 'period.not_found') return []
    throw error
  }
}

function intervalOf({ from, to }: Interval): Interval {
  return { from, to }
}
