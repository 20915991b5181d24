import type { UsageSummary } from '@farthing/ports'
import type { PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { selectPeriods, subscriptionsIn, type UsageScope } from './select-periods.js'
import { lastPeriod } from './last-period.js'
import { measured } from './usage-history.js'

export interface AggregateUsage extends Omit<UsageScope, 'period'> {
  /** The period of each subscription that runs now, or was its last, unless given. */
  readonly period?: PeriodChoice
}

/**
 * Measures the usage of periods as it stands and stores it as summaries, by hand or from a job: in place of the ones before, in one pass over the
 * events for all subscriptions in scope. One summary for each subscription, by id.
 *
 * A summary is a copy for quick reading, as of its `knownAt`. Nothing is billed from it.
 *
 * @throws as `selectPeriods`; nothing is thrown where no period is named and none runs
 */
export function aggregateUsage(context: BillingContext, { period, ...scope }: AggregateUsage): Promise<readonly UsageSummary[]> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const billed =
      period === undefined
        ? (await loadContracts(context, stores, await subscriptionsIn(stores, scope))).flatMap((contract) => lastPeriod(contract, context.clock.now()))
        : await selectPeriods(context, stores, { ...scope, period })
    const summaries = (await measured(context, stores, billed)).map(({ subscription, account, plan, from, to, knownAt, usage, refused }) => {
      return { subscription, account, plan, from, to, knownAt, usage, refused }
    })
    for (const summary of summaries) await stores.summaries.put(summary)
    return summaries
  })
}
