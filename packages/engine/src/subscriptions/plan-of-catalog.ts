import { fail } from '@farthing/core'
import { publishPlan, type PlanVersion } from '@farthing/pricing'
import type { BillingContext } from '../context.js'

/** The version that a plan of the catalogue has now. @throws `plan.unknown` */
export function publishedPlan({ catalog, digest, stages }: BillingContext, name: string, field = 'plan'): PlanVersion {
  const plans = Object.entries(catalog.plans)
  const found = plans.find(([plan]) => plan === name)
  if (found !== undefined) return publishPlan(name, found[1], digest, stages)
  const known = plans.slice(0, 20).map(([plan]) => plan)
  return fail('plan.unknown', { field, because: `is ${JSON.stringify(name)} and not one of ${known.join(', ')}`, facts: { plan: name, known } })
}
