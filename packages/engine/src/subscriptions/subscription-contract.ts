import type { Bindings, Contract, PlanVersion } from '@farthing/pricing'

/** A subscription as it is stored, with the plan version that it started on and every one that it names. */
export interface SubscriptionContract extends Contract {
  /** The first is that of the start. */
  readonly versions: readonly PlanVersion[]
  /** Programs of the billing instance that may run in place of those of the plans. */
  readonly bindings?: Bindings
}
