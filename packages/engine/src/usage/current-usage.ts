import { clipInterval, mergeUsage, type KnownAt, type QuarantinedReading, type RefusedUsage, type UnattachedReading, type Usage, type UsageBucket } from '@farthing/core'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { measureUsage, startMeasurement } from './measure-usage.js'
import { selectPeriods, type UsageScope } from './select-periods.js'

/** Usage as it stands, and what is not in it. */
export interface CurrentUsage {
  readonly knownAt: KnownAt
  /** One for each subscription, meter and dimensions, over the part of the period in which the subscription runs. */
  readonly usage: readonly Usage[]
  /** Usage of a meter that cannot be used as a whole. */
  readonly refused: readonly RefusedUsage[]
  /** Events that break a meter; the first 1,000. */
  readonly quarantined: readonly QuarantinedReading[]
  /** Events of these subjects that no subscription takes; the first 1,000. */
  readonly unattached: readonly UnattachedReading[]
}

/** Measures the usage of a period as it stands, open or not. Writes nothing. One pass over the events serves all subscriptions in scope. */
export function currentUsage(context: BillingContext, scope: UsageScope): Promise<CurrentUsage> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const billed = await selectPeriods(context, stores, scope)
    const measurement = await startMeasurement(context, stores, billed)
    const { buckets, refused, quarantined, unattached } = await measureUsage(context, stores, measurement)
    const usage = billed.flatMap((each) => usageIn(buckets, each, context))
    return { knownAt: measurement.knownAt, usage, refused, quarantined, unattached }
  })
}

function usageIn(buckets: readonly UsageBucket[], { contract, period }: BilledPeriod, { digest }: BillingContext): readonly Usage[] {
  const { subscription } = contract
  const interval = clipInterval(period, subscription)
  return interval === undefined ? [] : mergeUsage(buckets.filter((bucket) => bucket.subscription === subscription.id), interval, { digest, reference: period })
}
