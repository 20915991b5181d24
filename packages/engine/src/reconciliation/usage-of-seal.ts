import { coarsenUsage, compareBytes, cutWindows, type Interval, type UsageBucket } from '@farthing/core'
import type { InvoiceEvidence } from '@farthing/ledger'
import type { RatingInput } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/**
 * The newest sealed usage of the subscriptions on an invoice, in the windows that the invoice was rated by: what rating reads has the same digest. Empty for an
 * invoice that was made within its period, which seals nothing.
 */
export async function usageOfSeals(context: BillingContext, stores: Stores, { invoice, ratings }: InvoiceEvidence): Promise<readonly UsageBucket[]> {
  const own = ratings.filter(({ period }) => period.from === invoice.from && period.to === invoice.to)
  const subscriptions = new Set(own.map(({ contract }) => contract.subscription.id))
  const usage: UsageBucket[] = []
  for (const subscription of subscriptions) {
    const seal = await stores.usage.latest(subscription, { from: invoice.from, to: invoice.to })
    if (seal !== undefined) usage.push(...asRated(context, seal.buckets, own.filter(({ contract }) => contract.subscription.id === subscription), invoice))
  }
  return usage
}

/** Windows are cut where the facts are: each bucket that rating was given is one window of one group. Usage of a pause is sealed, and no rating is asked for it. */
function asRated({ digest, aggregations }: BillingContext, buckets: readonly UsageBucket[], ratings: readonly RatingInput[], { from, to }: InvoiceEvidence['invoice']): readonly UsageBucket[] {
  const edges = ratings.flatMap(({ facts, contract: { subscription } }) => [subscription.from, subscription.to ?? to, ...facts.usage.flatMap((one) => [one.from, one.to])])
  const period = { from, to }
  const isRated = (window: Interval): boolean => ratings.some(({ contract: { subscription } }) => subscription.from <= window.from && window.to <= (subscription.to ?? to))
  const windows = cutWindows([period], [...new Set(edges)].sort(compareBytes)).filter(isRated)
  return windows.flatMap((window) => coarsenUsage(buckets, window, { digest, aggregations, reference: period }))
}
