import { assertInvariant, type Hash, type SubscriptionCandidate } from '@farthing/core'
import { candidateOf as candidateOfPlan, type Contract, type PlanVersion, type Subscription } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'

/** Subscriptions with their plan versions, each version loaded once. One call at a time: a transaction has one connection. */
export async function loadContracts(stores: Stores, tenant: string, subscriptions: Iterable<Subscription>): Promise<readonly Contract[]> {
  const versions = new Map<Hash, PlanVersion>()
  const contracts: Contract[] = []
  for (const subscription of subscriptions) {
    const { planVersion: version } = subscription
    const planVersion = versions.get(version) ?? (await stores.planVersions.get(version))
    assertInvariant(planVersion !== undefined, 'the plan version of a stored subscription is stored')
    versions.set(version, planVersion)
    contracts.push({ tenant, side: 'retail', subscription, planVersion })
  }
  return contracts
}

/** What attribution needs to know of a contract. */
export function candidateOf({ subscription, planVersion }: Contract): SubscriptionCandidate {
  return candidateOfPlan(subscription, planVersion.content)
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
  return loadContracts(stores, tenant, found.values())
}
