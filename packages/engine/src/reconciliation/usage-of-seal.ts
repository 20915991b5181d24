import { coarsenUsage, compareBytes, cutWindows, type Interval, type UsageBucket } from '@farthing/core'
import type { RatingInput } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** A period with what it was rated from. */
export interface RatedPeriod {
  readonly period: Interval
  readonly ratings: readonly RatingInput[]
}

/** The newest sealed usage of the subscriptions of a rated period, in the windows that it was rated by: what rating reads has the same digest. */
export async function usageOfSeals(context: BillingContext, stores: Stores, { period: { from, to }, ratings }: RatedPeriod): Promise<readonly UsageBucket[]> {
  const own = ratings.filter(({ period }) => period.from === from && period.to === to)
  const subscriptions = new Set(own.map(({ contract }) => contract.subscription.id))
  const usage: UsageBucket[] = []
  for (const subscription of subscriptions) {
    const seal = await stores.usage.latest(subscription, { from, to })
    if (seal !== undefined) usage.push(...asRated(context, seal.buckets, own.filter(({ contract }) => contract.subscription.id === subscription), { from, to }))
  }
  return usage
}

/** Windows are cut where the facts are: each bucket that rating was given is one window of one group. Usage of a pause is sealed, and no rating is asked for it. */
function asRated({ digest, aggregations }: BillingContext, buckets: readonly UsageBucket[], ratings: readonly RatingInput[], { from, to }: Interval): readonly UsageBucket[] {
  const edges = ratings.flatMap(({ facts, contract: { subscription } }) => [subscription.from, subscription.to ?? to, ...facts.usage.flatMap((one) => [one.from, one.to])])
  const period = { from, to }
  const isRated = (window: Interval): boolean => ratings.some(({ contract: { subscription } }) => subscription.from <= window.from && window.to <= (subscription.to ?? to))
  const windows = cutWindows([period], [...new Set(edges)].sort(compareBytes)).filter(isRated)
  return windows.flatMap((window) => coarsenUsage(buckets, window, { digest, aggregations, reference: period }))
}
