import { assertInvariant, type SubscriptionCandidate } from '@farthing/core'
import type { Contract, Subscription } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { listAll } from '../pages.js'

/** The contract of a subscription as it stands: its plan version is stored with the first subscription that has it. */
export async function loadContract(stores: Stores, tenant: string, subscription: Subscription): Promise<Contract> {
  const planVersion = await stores.planVersions.get(subscription.planVersion)
  assertInvariant(planVersion !== undefined, 'the plan version of a stored subscription is stored')
  return { tenant, side: 'retail', subscription, planVersion }
}

/** What attribution needs to know of a contract. */
export function candidateOf({ subscription, planVersion }: Contract): SubscriptionCandidate {
  const { id, account, subjects = [account], from, to } = subscription
  const meters = Object.values(planVersion.content.components).flatMap(({ meter }) => (meter === undefined ? [] : [meter]))
  return { id, account, subjects, from, ...(to === undefined ? {} : { to }), meters: [...new Set(meters)] }
}

/** Every contract that an event of these subjects, or one that names these subscriptions, could mean. */
export async function contractsMeant(
  stores: Stores,
  tenant: string,
  { subjects, subscriptions }: { readonly subjects: Iterable<string>; readonly subscriptions: Iterable<string> },
): Promise<readonly Contract[]> {
  const found = new Map<string, Subscription>()
  for (const subject of new Set(subjects)) {
    for (const subscription of await listAll((page) => stores.subscriptions.list({ subject }, page))) found.set(subscription.id, subscription)
  }
  for (const id of new Set(subscriptions)) {
    const subscription = found.has(id) ? undefined : await stores.subscriptions.get(id)
    if (subscription !== undefined) found.set(id, subscription)
  }
  return Promise.all([...found.values()].map((subscription) => loadContract(stores, tenant, subscription)))
}
