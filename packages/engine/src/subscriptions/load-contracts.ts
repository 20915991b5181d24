import { assertInvariant, clipInterval, type Hash, type Instant, type Interval, type SubscriptionCandidate } from '@farthing/core'
import { candidateOf as candidateOfPlan, termCuts, type PlanVersion, type Subscription } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { SubscriptionContract } from './subscription-contract.js'

/** What a contract takes from the billing instance. */
type Party = Pick<BillingContext, 'tenant' | 'programs'>

/** Subscriptions with their plan versions, in their order. One step of the storage, whatever their number. */
export async function loadContracts({ tenant, programs }: Party, stores: Stores, subscriptions: readonly Subscription[]): Promise<readonly SubscriptionContract[]> {
  const named = new Set(subscriptions.flatMap((subscription) => [...versionsNamed(subscription)]))
  if (named.size === 0) return []
  const loaded = new Map((await stores.planVersions.find([...named])).map((version) => [version.version, version]))
  return subscriptions.map((subscription) => {
    const versions = [...versionsNamed(subscription)].map((hash) => versionOf(loaded, hash))
    const [planVersion] = versions
    assertInvariant(planVersion !== undefined, 'a subscription names a plan version')
    return { tenant, side: 'retail', subscription, planVersion, versions, ...(programs === undefined ? {} : { bindings: programs }) }
  })
}

function versionOf(loaded: ReadonlyMap<Hash, PlanVersion>, hash: Hash): PlanVersion {
  const version = loaded.get(hash)
  assertInvariant(version !== undefined, 'the plan versions of a stored subscription are stored')
  return version
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

/** Every contract that an event of these subjects, or one that names these subscriptions, could mean. Two steps of the storage, whatever their number. */
export async function contractsMeant(
  party: Party,
  stores: Stores,
  { subjects, subscriptions }: { readonly subjects: Iterable<string>; readonly subscriptions: Iterable<string> },
): Promise<readonly SubscriptionContract[]> {
  const meant = { ids: [...new Set(subscriptions)], subjects: [...new Set(subjects)] }
  if (meant.ids.length + meant.subjects.length === 0) return []
  return loadContracts(party, stores, await stores.subscriptions.find(meant))
}
