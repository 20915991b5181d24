import { addMoney, type CurrencyCode, type Instant, type Money } from '@farthing/core'
import type { BillingContext } from '../context.js'
import { featureUsage, type FeatureUsage } from './feature-usage.js'
import { featureFilter, periodsOfScope, withSiblings, type SummaryScope } from './periods-of-scope.js'
import { usageAtCut } from './usage-at-cut.js'

export interface CurrentSummary {
  /** When the usage was measured. */
  readonly asOf: Instant
  /** By subscription, then feature, in byte order. */
  readonly features: readonly FeatureUsage[]
  /** Σ `cost`, by currency. */
  readonly totalOverage: readonly Money[]
}

/**
 * What was used of each feature, what of it is included, and what it costs, as things stand: of the invoice that would be issued now, the lines of usage. Writes
 * nothing.
 *
 * All subscriptions of the account over a period are rated together, as on its invoice, whichever are asked for.
 *
 * @throws `command.invalid` without account and subscription; `account.unknown`, `subscription.unknown`, `meter.unknown`; as `selectPeriods`; what rating throws
 */
export function usageSummary(context: BillingContext, scope: SummaryScope): Promise<CurrentSummary> {
  const isAsked = featureFilter(context, scope)
  return context.storage.transaction(context.tenant, async (stores) => {
    const now = context.clock.now()
    const features: FeatureUsage[] = []
    let asOf = now
    for (const billed of await periodsOfScope(context, stores, scope)) {
      const usage = await usageAtCut(context, stores, await withSiblings(context, stores, billed))
      const asked = new Set(billed.map(({ contract }) => contract.subscription.id))
      asOf = usage.knownAt.at
      features.push(...(await featureUsage(context, stores, usage, now)).filter((row) => asked.has(row.subscription) && isAsked(row.feature)))
    }
    return { asOf, features, totalOverage: totalsOf(features.map(({ cost }) => cost)) }
  })
}

/** Sums by currency, in the order in which they come. */
export function totalsOf(amounts: readonly Money[]): readonly Money[] {
  const totals = new Map<CurrencyCode, Money>()
  for (const amount of amounts) {
    const before = totals.get(amount.currency)
    totals.set(amount.currency, before === undefined ? amount : addMoney(before, amount))
  }
  return [...totals.values()]
}
