import { fail, type Hash, type Instant } from '@farthing/core'
import { bundlePlan, planOnSale, type PlanVersion } from '@farthing/pricing'
import type { BillingContext } from '../context.js'
import { planInBook } from './plan-in-book.js'

/** Which plan of the catalogue is meant, and when. */
export interface CatalogPlan {
  readonly plan: string
  /** When it is subscribed to. */
  readonly at: Instant
  /** The version that is asked for; that in effect unless given. */
  readonly version?: Hash | undefined
  /** Field of the command that names the plan; `plan` unless given. */
  readonly field?: string
  /** Price book of who pays; none unless given. */
  readonly book?: string | undefined
}

/** The version of a plan, or of a bundle, that the catalogue has in effect at an instant, at the prices of a price book. @throws `plan.unknown`, and what `planOnSale` and `planInBook` throw */
export function publishedPlan(context: BillingContext, { book, ...wanted }: CatalogPlan): PlanVersion {
  const version = listedPlan(context, wanted)
  return book === undefined ? version : planInBook(context, version, { book, field: wanted.field ?? 'plan' })
}

function listedPlan({ catalog, digest, stages }: BillingContext, { plan: name, at, version, field = 'plan' }: CatalogPlan): PlanVersion {
  const plans = Object.entries(catalog.plans)
  const found = plans.find(([plan]) => plan === name)
  if (found !== undefined) {
    const later = Object.entries(catalog.releases ?? {}).find(([plan]) => plan === name)?.[1]
    return planOnSale({ name, plan: found[1], ...(later === undefined ? {} : { later }) }, { at, ...(version === undefined ? {} : { planVersion: version }) }, { digest, stages })
  }
  const bundle = Object.entries(catalog.bundles ?? {}).find(([each]) => each === name)?.[1]
  if (bundle !== undefined) return planOnSale({ name, plan: bundlePlan(bundle, catalog.plans) }, { at, ...(version === undefined ? {} : { planVersion: version }) }, { digest, stages })
  const known = plans.slice(0, 20).map(([plan]) => plan)
  return fail('plan.unknown', { field, because: `is ${JSON.stringify(name)} and not one of ${known.join(', ')}`, facts: { plan: name, known } })
}
