import type { Instant } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { featureUsage } from './feature-usage.js'
import { together, withSiblings } from './periods-of-scope.js'
import { usageAtCut, type PeriodUsage } from './usage-at-cut.js'
import type { UsageOfPeriod } from './usage-history.js'

/** Periods with what was found of each. */
export interface ShownPeriods {
  readonly billed: readonly BilledPeriod[]
  readonly entries: readonly UsageOfPeriod[]
  readonly now: Instant
}

/**
 * Entries of the history with what each feature came to, rated from the usage that they show: of a sealed period as it was sealed, so that what came later waits for
 * a correction here too.
 */
export async function withCosts(context: BillingContext, stores: Stores, { billed, entries, now }: ShownPeriods): Promise<readonly UsageOfPeriod[]> {
  const costs = new Map<string, UsageOfPeriod['costs']>()
  for (const group of together(billed)) {
    const { usage, knownAt } = await usageAtCut(context, stores, await withSiblings(context, stores, group))
    const sealed = usage.map(({ latest, ...each }): PeriodUsage => (latest === undefined ? each : { ...each, latest, buckets: latest.buckets }))
    const rows = await featureUsage(context, stores, { usage: sealed, knownAt }, now)
    for (const { contract: { subscription: { id } } } of group) costs.set(id, rows.filter(({ subscription }) => subscription === id))
  }
  return entries.map((entry) => ({ ...entry, costs: costs.get(entry.subscription) ?? [] }))
}
