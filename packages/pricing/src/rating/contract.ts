import type { JsonObject, TenantId } from '@farthing/core'
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

/** State that runs from period to period, such as a rollover. What no component of the plan reads is handed on unchanged. */
export type Carry = JsonObject
