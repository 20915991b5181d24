import { clipInterval, fail, mergeUsageByWindow, windowsOf, type Duration, type Usage, type UsageBucket, type WindowUnit } from '@farthing/core'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'

/** How usage of a period is shown. */
export interface UsageView {
  /** Of this meter only. */
  readonly meter?: string
  /** Dimensions to keep apart, which every meter that is shown must have; all of each meter unless given. */
  readonly by?: readonly string[]
  /** Windows of the subscription's local clock, such as `day` or `PT6H`, cut to the period; the period as one unless given. */
  readonly window?: WindowUnit | Duration
}

/** @throws `meter.unknown` */
export function checkView({ catalog }: BillingContext, view: UsageView): UsageView {
  const { meter } = view
  if (meter !== undefined && !Object.hasOwn(catalog.meters, meter)) fail('meter.unknown', { field: 'meter', because: `is ${JSON.stringify(meter)}`, facts: { meter } })
  return view
}

/**
 * The usage of one subscription in one period as a view shows it, merged as billing merges it: over the part of the period in which it runs.
 *
 * @throws `meter.invalid` for a dimension that a meter does not keep apart, `window.invalid`, `period.too_many`
 */
export function viewUsage({ digest, aggregations }: BillingContext, buckets: readonly UsageBucket[], { contract, period }: BilledPeriod, view: UsageView = {}): readonly Usage[] {
  const { subscription } = contract
  const interval = clipInterval(period, subscription)
  if (interval === undefined) return []
  const { meter, by, window } = view
  const shown = buckets.filter((bucket) => bucket.subscription === subscription.id && (meter ?? bucket.meter) === bucket.meter)
  const windows = window === undefined ? [interval] : windowsOf(window, interval, subscription.zone)
  return mergeUsageByWindow(shown, windows, { digest, aggregations, reference: period, ...(by === undefined ? {} : { by }) })
}
