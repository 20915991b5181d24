import type { TenantId } from '@farthing/core'
import type { Side } from '../charges/charge.js'
import type { PlanVersion } from '../catalog/publish-plan.js'
import type { Subscription } from '../catalog/subscription.js'

/** Whose usage is priced by which terms. The plan version may be another than the subscription's own: that is a shadow rating. */
export interface Contract {
  readonly tenant: TenantId
  readonly side: Side
  readonly subscription: Subscription
  readonly planVersion: PlanVersion
}
