import { fail, type Hash } from '@farthing/core'
import type { Side } from '../../charges/charge.js'
import type { PlanVersion } from '../publish-plan.js'
import type { Subscription } from '../subscription.js'

/** A subscription with the published plans that it names. */
export interface SubscribedPlans {
  readonly subscription: Subscription
  /** Every plan version that the subscription or one of its changes names. Their order does not matter. */
  readonly versions: readonly PlanVersion[]
  /** Whose terms are meant; `retail` unless given. */
  readonly side?: Side
}

/** The published version that a subscription names. @throws `plan.version_unpublished` */
export function versionNamed(versions: readonly PlanVersion[], plan: string, version: Hash, field = 'planVersion'): PlanVersion {
  const found = versions.find((each) => each.version === version && each.plan === plan)
  if (found !== undefined) return found
  return fail('plan.version_unpublished', { field, because: `is ${version} of ${plan}, which is not among the versions given`, facts: { plan, version } })
}
