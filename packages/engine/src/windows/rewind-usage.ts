import { periodAt, type Instant, type Interval } from '@farthing/core'
import { billingGridOf, type Subscription } from '@farthing/pricing'
import type { SealedUsage, Stores } from '@farthing/ports'
import { boundaryIn, type BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { measureUsage, startMeasurement } from '../usage/measure-usage.js'
import { sameBuckets } from '../usage/seal-usage.js'
import { subscriptionsIn, type UsageScope } from '../usage/select-periods.js'
import { usageBases } from '../usage/usage-basis.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

export interface RewindUsage extends Omit<UsageScope, 'period'> {
  /** A local date in the zone of each subscription, or an instant. The window that holds it is the first to be replayed. */
  readonly from: string
}

/**
 * One sealed window, replayed. `same`: byte for byte, state and evidence included. `differs`: what is stored is not what its events give, a defect or
 * a tampering. `other_basis`: the meters, or the subscriptions that compete for the events, have changed since it was sealed; nothing to compare.
 */
export interface RewoundWindow extends Interval {
  readonly subscription: string
  readonly revision: number
  readonly outcome: 'same' | 'differs' | 'other_basis'
}

/**
 * Rewinds: replays the stored events of every sealed window from an instant on, at the cut of its newest seal, into fresh state, and compares it with
 * what was sealed. Writes nothing. One scan for each window, so its cost is that of sealing them again; one transaction for each subscription.
 *
 * @throws `subscription.unknown`, `account.unknown`, the `time.*` codes
 */
export async function rewindUsage(context: BillingContext, input: RewindUsage): Promise<readonly RewoundWindow[]> {
  const { storage, tenant } = context
  const subscriptions = await storage.transaction(tenant, (stores) => subscriptionsIn(stores, input))
  const rewound: RewoundWindow[] = []
  for (const subscription of subscriptions) {
    rewound.push(...(await storage.transaction(tenant, (stores) => rewindSubscription(context, stores, subscription, input.from))))
  }
  return rewound
}

async function rewindSubscription(context: BillingContext, stores: Stores, subscription: Subscription, since: string): Promise<readonly RewoundWindow[]> {
  const [contract] = await loadContracts(context, stores, [subscription])
  if (contract === undefined) return []
  const rewound: RewoundWindow[] = []
  for (const period of windowsSince(context, contract, boundaryIn(since, subscription.zone, 'from'))) {
    const seal = await stores.usage.latest(subscription.id, period)
    if (seal === undefined) continue
    const outcome = await replay(context, stores, { contract, period }, seal)
    rewound.push({ subscription: subscription.id, ...period, revision: seal.revision, outcome })
  }
  return rewound
}

/** The windows of a contract that have begun, from the one that holds an instant. */
function* windowsSince({ clock }: BillingContext, { subscription, planVersion }: SubscriptionContract, since: Instant): Iterable<Interval> {
  const grid = billingGridOf(subscription, planVersion.content)
  const now = clock.now()
  const end = subscription.to !== undefined && subscription.to < now ? subscription.to : now
  let start = since > subscription.from ? since : subscription.from
  while (start < end) {
    const { from, to } = periodAt(grid, start)
    yield { from, to }
    start = to
  }
}

async function replay(context: BillingContext, stores: Stores, billed: BilledPeriod, seal: SealedUsage): Promise<RewoundWindow['outcome']> {
  const { contracts } = await startMeasurement(context, stores, [billed])
  if (usageBases(context, contracts)(billed) !== seal.basis) return 'other_basis'
  const { buckets } = await measureUsage(context, stores, { knownAt: seal.knownAt, billed: [billed], contracts })
  return sameBuckets(seal, { buckets }) ? 'same' : 'differs'
}
