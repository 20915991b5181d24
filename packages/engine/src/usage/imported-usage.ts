import type { Instant } from '@farthing/core'
import { listAll, type Stores } from '@farthing/ports'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import type { UsageOfPeriod } from './usage-history.js'
import type { UsageView } from './usage-view.js'

const longAgo: Instant = '0001-01-01T00:00:00.000000Z'

/**
 * What was imported of a subscription, newest first. It was taken over as it was told: a view by dimensions or windows has none of it.
 *
 * @param most how many periods at most
 */
export async function importedUsage(stores: Stores, { subscription: { id, from } }: SubscriptionContract, most: number, { meter, by, window }: UsageView): Promise<readonly UsageOfPeriod[]> {
  if (most <= 0 || by !== undefined || window !== undefined) return []
  const summaries = await listAll((page) => stores.summaries.list({ subscription: id, within: { from: longAgo, to: from } }, page))
  return summaries
    .filter(({ origin, to }) => origin === 'imported' && to <= from)
    .reverse()
    .slice(0, most)
    .map(({ subscription, account, plan, from: starts, to, knownAt, usage, refused }) => {
      return { subscription, account, plan, from: starts, to, state: 'imported', knownAt, usage: usage.filter((each) => (meter ?? each.meter) === each.meter), refused }
    })
}
