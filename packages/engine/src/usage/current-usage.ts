import type { KnownAt, QuarantinedReading, RefusedUsage, UnattachedReading, Usage } from '@farthing/core'
import type { BillingContext } from '../context.js'
import { measureUsage, startMeasurement } from './measure-usage.js'
import { selectPeriods, type UsageScope } from './select-periods.js'
import { checkView, viewUsage, type UsageView } from './usage-view.js'

/** Whose usage is meant, and how it is shown. */
export interface CurrentUsageScope extends UsageScope, UsageView {}

/** Usage as it stands, and what is not in it. */
export interface CurrentUsage {
  readonly knownAt: KnownAt
  /** One for each subscription, meter, dimensions and window, over the part of the period in which the subscription runs. */
  readonly usage: readonly Usage[]
  /** Usage of a meter that cannot be used as a whole. */
  readonly refused: readonly RefusedUsage[]
  /** Events that break a meter; the first 1,000. */
  readonly quarantined: readonly QuarantinedReading[]
  /** Events of these subjects that no subscription takes; the first 1,000. */
  readonly unattached: readonly UnattachedReading[]
}

/**
 * Measures the usage of a period as it stands, open or not. Writes nothing. One pass over the events serves all subscriptions in scope.
 *
 * @throws as `selectPeriods`; `meter.unknown`, `meter.invalid`, `window.invalid`, `period.too_many` for what is to be shown
 */
export function currentUsage(context: BillingContext, scope: CurrentUsageScope): Promise<CurrentUsage> {
  const view = checkView(context, scope)
  const isShown = ({ meter }: { readonly meter: string }) => (view.meter ?? meter) === meter
  return context.storage.transaction(context.tenant, async (stores) => {
    const billed = await selectPeriods(context, stores, scope)
    const measurement = await startMeasurement(context, stores, billed)
    const { buckets, refused, quarantined, unattached } = await measureUsage(context, stores, measurement)
    const usage = billed.flatMap((each) => viewUsage(context, buckets, each, view))
    return {
      knownAt: measurement.knownAt,
      usage,
      refused: refused.filter(isShown),
      quarantined: quarantined.filter(isShown),
      unattached: unattached.filter(isShown),
    }
  })
}
