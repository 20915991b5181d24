import { compareBytes, fail, type Hash, type Instant, type Meter } from '@farthing/core'
import { bundlePlan, diffPlans, metersRead, releasesOf, type PlanDifference, type PlanVersion } from '@farthing/pricing'
import type { Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { pageOf } from './page-of.js'

/** A version of a plan, and from when on it is sold. */
export interface CatalogVersion {
  readonly version: Hash
  /** Inclusive; absent for the first, which was always sold. */
  readonly effectiveFrom?: Instant
  /** The version whose place it takes. */
  readonly corrects?: Hash
  /** Why it was corrected. */
  readonly reason?: string
}

/** A plan or a bundle of the catalogue, with what was released of it. */
export interface CatalogEntry {
  readonly plan: string
  readonly kind: 'plan' | 'bundle'
  /** In the order in which they were released. */
  readonly versions: readonly CatalogVersion[]
}

/** A meter, which is what customers know as a feature. */
export interface CatalogFeature {
  readonly feature: string
  readonly meter: Meter
  /** Plans and bundles whose first or later versions read it, by name. */
  readonly plans: readonly string[]
}

/** Two versions of plans, by their hashes. */
export interface PlanComparison {
  readonly from: Hash
  readonly to: Hash
}

export interface CatalogOperations {
  /** Plans and bundles, by name. */
  plans(page?: PageRequest): Promise<Page<CatalogEntry>>
  plan(name: string): Promise<CatalogEntry | undefined>
  /** What a version says: one of the catalogue, or one that somebody has subscribed to. */
  version(version: Hash): Promise<PlanVersion | undefined>
  /** What changes for a subscription that goes from one version to another, in words. @throws `plan.version_unpublished` */
  diff(versions: PlanComparison): Promise<readonly PlanDifference[]>
  /** Meters, by name. */
  features(page?: PageRequest): Promise<Page<CatalogFeature>>
}

export function catalogOperations(context: BillingContext): CatalogOperations {
  return {
    plans: async (page) => pageOf(releasedPlans(context).map(entryOf), ({ plan }) => plan, page),
    plan: async (name) => releasedPlans(context).map(entryOf).find(({ plan }) => plan === name),
    version: (version) => findVersion(context, version),
    diff: async ({ from, to }) => diffPlans(await loadContent(context, 'from', from), await loadContent(context, 'to', to)),
    features: async (page) => pageOf(featuresOf(context), ({ feature }) => feature, page),
  }
}

interface ReleasedPlan extends Pick<CatalogEntry, 'plan' | 'kind'> {
  readonly releases: ReturnType<typeof releasesOf>
}

function releasedPlans({ catalog: { plans, releases = {}, bundles = {} }, digest, stages }: BillingContext): readonly ReleasedPlan[] {
  const own = Object.entries(plans).map(([name, plan]) => {
    const later = Object.hasOwn(releases, name) ? releases[name] : undefined
    return { plan: name, kind: 'plan' as const, releases: releasesOf({ name, plan, ...(later === undefined ? {} : { later }) }, { digest, stages }) }
  })
  const sold = Object.entries(bundles).map(([name, bundle]) => ({ plan: name, kind: 'bundle' as const, releases: releasesOf({ name, plan: bundlePlan(bundle, plans) }, { digest, stages }) }))
  return [...own, ...sold].sort((a, b) => compareBytes(a.plan, b.plan))
}

function entryOf({ plan, kind, releases }: ReleasedPlan): CatalogEntry {
  const versions = releases.map(({ version, effectiveFrom, corrects, reason }, index) => ({
    version,
    ...(index === 0 ? {} : { effectiveFrom }),
    ...(corrects === undefined ? {} : { corrects }),
    ...(reason === undefined ? {} : { reason }),
  }))
  return { plan, kind, versions }
}

/** What was subscribed to stays, whatever the catalogue has become. */
function findVersion(context: BillingContext, version: Hash): Promise<PlanVersion | undefined> {
  const listed = releasedPlans(context).flatMap(({ releases }) => releases.map(({ published }) => published)).find((each) => each.version === version)
  return listed === undefined ? context.storage.transaction(context.tenant, ({ planVersions }) => planVersions.get(version)) : Promise.resolve(listed)
}

async function loadContent(context: BillingContext, field: string, version: Hash): Promise<PlanVersion['content']> {
  const found = await findVersion(context, version)
  return found?.content ?? fail('plan.version_unpublished', { field, because: `is ${JSON.stringify(version)}`, facts: { version } })
}

function featuresOf(context: BillingContext): readonly CatalogFeature[] {
  const read = releasedPlans(context).map(({ plan, releases }) => {
    const components = releases.flatMap(({ published }) => Object.values(published.content.components))
    return { plan, meters: new Set(components.flatMap((component) => ('price' in component ? metersRead(component) : []))) }
  })
  return Object.entries(context.catalog.meters)
    .map(([feature, meter]) => ({ feature, meter, plans: read.filter(({ meters }) => meters.has(feature)).map(({ plan }) => plan) }))
    .sort((a, b) => compareBytes(a.feature, b.feature))
}
