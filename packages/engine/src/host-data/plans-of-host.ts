import { fail, type Digest, type Hash, type Instant } from '@farthing/core'
import { bundlePlan, releasesOf, versionToSell, type Catalog, type PlanVersion, type StageTable, type Subscription } from '@farthing/pricing'
import type { HostSubscription } from '@farthing/ports'

type Releases = ReturnType<typeof releasesOf>

/** The plans that subscriptions of the host are of. */
export interface PlansOfHost {
  /** A subscription with its plan versions: those that the host does not name are in effect at its start. @throws `plan.unknown`, what `versionToSell` throws */
  withVersions(subscription: HostSubscription): Subscription
  /** A version that the catalogue has released. */
  find(version: Hash): PlanVersion | undefined
}

/** Publishes each plan once, when it is first needed. */
export function plansOfHost({ catalog, digest, stages }: { readonly catalog: Catalog; readonly digest: Digest; readonly stages: StageTable }): PlansOfHost {
  const published = new Map<string, Releases>()
  const releasesNamed = (name: string): Releases | undefined => {
    const known = published.get(name)
    if (known !== undefined) return known
    const history = historyOf(catalog, name)
    if (history === undefined) return undefined
    const releases = releasesOf(history, { digest, stages })
    published.set(name, releases)
    return releases
  }
  const versionAtStart = (name: string, at: Instant): Hash => {
    const releases = releasesNamed(name)
    if (releases === undefined) return fail('plan.unknown', { field: 'subscription.plan', because: `is ${JSON.stringify(name)}`, facts: { plan: name } })
    return versionToSell(releases.map(({ published: _, ...release }) => release), { at }).version
  }
  return {
    withVersions: ({ planVersion, wholesale, ...rest }) => ({
      ...rest,
      planVersion: planVersion ?? versionAtStart(rest.plan, rest.from),
      ...(wholesale === undefined ? {} : { wholesale: { ...wholesale, planVersion: wholesale.planVersion ?? versionAtStart(wholesale.plan, rest.from) } }),
    }),
    find: (version) => {
      const names = [...Object.keys(catalog.plans), ...Object.keys(catalog.bundles ?? {})]
      return names.flatMap((name) => releasesNamed(name) ?? []).find((release) => release.version === version)?.published
    },
  }
}

function historyOf({ plans, releases = {}, bundles = {} }: Catalog, name: string): Parameters<typeof releasesOf>[0] | undefined {
  const plan = Object.hasOwn(plans, name) ? plans[name] : undefined
  const later = Object.hasOwn(releases, name) ? releases[name] : undefined
  if (plan !== undefined) return { name, plan, ...(later === undefined ? {} : { later }) }
  const bundle = Object.hasOwn(bundles, name) ? bundles[name] : undefined
  return bundle === undefined ? undefined : { name, plan: bundlePlan(bundle, plans) }
}
