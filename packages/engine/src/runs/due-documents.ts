import { clipInterval, compareBytes, fail, localDateOf, nextBoundary, periodAt, type Instant, type Interval, type PeriodGrid } from '@farthing/core'
import { billingGridOf, type Side } from '@farthing/pricing'
import type { BillingRunAccount, BillingRunScope, Stores } from '@farthing/ports'
import { boundaryIn } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { isInAdvance } from '../invoices/document-place.js'
import { listGroups } from '../invoices/list-groups.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { contractsIn } from '../usage/select-periods.js'
import { lastPeriod } from '../usage/last-period.js'
import { firstInstantOf } from './run-label.js'

/** Which document of an account falls due. */
export interface DueDocument extends Interval {
  readonly side: Side
  readonly group?: string
}

/** Periods of one contract that a run is about: those that end in its range, and those that begin there, whose charges in advance are due. */
interface DuePeriods {
  readonly ending: readonly Interval[]
  readonly beginning: readonly Interval[]
}

const mostPeriods = 10_000

/**
 * The periods of a contract's own grid, while its subscription runs, that a scope means. A label means those whose local start date begins with it, ending and
 * beginning; a range those that fall due in it; an instant that which runs then.
 *
 * @throws `period.too_many` for more than 10,000 periods of one subscription; the `time.*` codes for malformed bounds
 */
export function duePeriods(contract: SubscriptionContract, scope: Pick<BillingRunScope, 'period' | 'from' | 'to' | 'runningAt'>): DuePeriods {
  const { subscription, planVersion } = contract
  const grid = billingGridOf(subscription, planVersion.content)
  const running = (periods: readonly Interval[]): readonly Interval[] => periods.filter((period) => clipInterval(period, subscription) !== undefined)
  if (scope.period !== undefined) {
    const labelled = running(periodsFrom(grid, labelStart(grid, scope.period, subscription.from), ({ from }) => localDateOf(from, grid.zone).startsWith(scope.period ?? '')))
    return { ending: labelled, beginning: labelled }
  }
  if (scope.runningAt !== undefined) {
    const { runningAt } = scope
    const current = running(lastPeriod(contract, runningAt).flatMap(({ period }) => (runningAt < period.to ? [period] : [])))
    return { ending: current, beginning: current }
  }
  const from = boundaryIn(scope.from ?? '', subscription.zone, 'from')
  const to = boundaryIn(scope.to ?? '', subscription.zone, 'to')
  const touched = running(periodsFrom(grid, periodAt(grid, from > subscription.from ? from : subscription.from).from, (period) => period.from <= to))
  return { ending: touched.filter((period) => period.to > from && period.to <= to), beginning: touched.filter((period) => period.from > from && period.from <= to) }
}

/** The first boundary that a label can mean, from the start of the subscription on. */
function labelStart(grid: PeriodGrid, label: string, started: Instant): Instant {
  const first = nextBoundary(grid, firstInstantOf(label, grid.zone), { inclusive: true })
  const own = periodAt(grid, started).from
  return first > own ? first : own
}

function periodsFrom(grid: PeriodGrid, start: Instant, isMeant: (period: Interval) => boolean): readonly Interval[] {
  const periods: Interval[] = []
  for (let at = start; ; ) {
    const { from, to } = periodAt(grid, at)
    if (!isMeant({ from, to })) return periods
    if (periods.length === mostPeriods) fail('period.too_many', { field: 'to', because: `is so late that more than ${mostPeriods} periods of one subscription are meant`, facts: { most: mostPeriods } })
    periods.push({ from, to })
    at = to
  }
}

/**
 * The documents of an account that a run is about, by period, then side and group. Where the charges of the account are billed apart, its periods are rated to
 * find their groups. Writes nothing.
 */
export async function dueDocuments(context: BillingContext, stores: Stores, scope: BillingRunScope, { account: id, sides }: Pick<BillingRunAccount, 'account' | 'sides'>): Promise<readonly DueDocument[]> {
  const account = await stores.accounts.get(id)
  const grouping = account?.invoiceGrouping ?? context.invoicing.grouping
  const documents: DueDocument[] = []
  for (const side of sides) {
    const due = (await contractsIn(context, stores, { account: id, side })).map((contract) => duePeriods(contract, scope))
    const ending = distinct(due.flatMap((each) => each.ending))
    if (grouping === undefined) {
      documents.push(...ending.map((period) => ({ ...period, side })))
      continue
    }
    const beginning = distinct(due.flatMap((each) => each.beginning))
    for (const period of distinct([...ending, ...beginning])) {
      for (const { group } of await listGroups(context, stores, { account: id, side, period })) {
        const periods = isInAdvance(group) ? beginning : ending
        if (periods.some(({ from, to }) => from === period.from && to === period.to)) documents.push({ ...period, side, ...(group === undefined ? {} : { group }) })
      }
    }
  }
  return documents.sort((a, b) => compareBytes(a.from, b.from) || compareBytes(a.to, b.to))
}

function distinct(periods: readonly Interval[]): readonly Interval[] {
  return [...new Map(periods.map(({ from, to }) => [`${from}/${to}`, { from, to }])).values()].sort((a, b) => compareBytes(a.from, b.from) || compareBytes(a.to, b.to))
}
