import { assertInvariant, clipInterval, type Hash, type Instant, type Interval, type SubscriptionCandidate } from '@farthing/core'
import { candidateOf as candidateOfPlan, termCuts, type PlanVersion, type Subscription } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { SubscriptionContract } from './subscription-contract.js'

/** What a contract takes from the billing instance. */
type Party = Pick<BillingContext, 'tenant' | 'programs'>

/** Subscriptions with their plan versions, each version loaded once. One call at a time: a transaction has one connection. */
export async function loadContracts({ tenant, programs }: Party, stores: Stores, subscriptions: Iterable<Subscription>): Promise<readonly SubscriptionContract[]> {
  const loaded = new Map<Hash, PlanVersion>()
  const contracts: SubscriptionContract[] = []
  for (const subscription of subscriptions) {
    const versions: PlanVersion[] = []
    for (const hash of versionsNamed(subscription)) {
      const version = loaded.get(hash) ?? (await stores.planVersions.get(hash))
      assertInvariant(version !== undefined, 'the plan versions of a stored subscription are stored')
      loaded.set(hash, version)
      versions.push(version)
    }
    const [planVersion] = versions
    assertInvariant(planVersion !== undefined, 'a subscription names a plan version')
    contracts.push({ tenant, side: 'retail', subscription, planVersion, versions, ...(programs === undefined ? {} : { bindings: programs }) })
  }
  return contracts
}

function versionsNamed({ planVersion, wholesale, changes = [] }: Subscription): ReadonlySet<Hash> {
  const changed = changes.flatMap((change) => ('planVersion' in change ? [change.planVersion] : []))
  return new Set([planVersion, ...(wholesale === undefined ? [] : [wholesale.planVersion]), ...changed])
}

/** What attribution needs to know of a contract: it reads every meter that it reads at any time. */
export function candidateOf({ subscription, planVersion, versions }: SubscriptionContract): SubscriptionCandidate {
  const meters = versions.flatMap(({ content }) => candidateOfPlan(subscription, content).meters ?? [])
  return { ...candidateOfPlan(subscription, planVersion.content), meters: [...new Set(meters)] }
}

/** Instants inside a period at which the terms of a contract may change, for either side of it: no usage crosses them. */
export function termCutsIn({ subscription, versions }: SubscriptionContract, period: Interval): readonly Instant[] {
  const running = clipInterval(period, subscription)
  if (running === undefined) return []
  const cuts = (['retail', 'wholesale'] as const).flatMap((side) => termCuts({ subscription, versions, side }))
  return [...new Set(cuts)].filter((cut) => running.from < cut && cut < running.to).sort()
}

/** Every contract that an event of these subjects, or one that names these subscriptions, could mean. */
export async function contractsMeant(
  party: Party,
  stores: Stores,
  { subjects, subscriptions }: { readonly subjects: Iterable<string>; readonly subscriptions: Iterable<string> },
): Promise<readonly SubscriptionContract[]> {
  const found = new Map<string, Subscription>()
  for (const subject of new Set(subjects)) {
    for (const subscription of await listAll((page) => stores.subscriptions.list({ subject }, page))) found.set(subscription.id, subscription)
  }
  for (const id of new Set(subscriptions)) {
    const subscription = found.has(id) ? undefined : await stores.subscriptions.get(id)
    if (subscription !== undefined) found.set(id, subscription)
  }
  return loadContracts(party, stores, found.values())
}
