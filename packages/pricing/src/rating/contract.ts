import type { Instant, Interval, TenantId } from '@farthing/core'
import type { Side } from '../charges/charge.js'
import type { Program } from '../charges/pipeline/program.js'
import type { Components } from '../catalog/price-book.js'
import type { PlanVersion } from '../catalog/publish-plan.js'
import type { Subscription } from '../catalog/subscription.js'

/** Whose usage is priced by which terms. The plan version may be another than the subscription's own: that is a shadow rating. */
export interface Contract {
  readonly tenant: TenantId
  readonly side: Side
  readonly subscription: Subscription
  readonly planVersion: PlanVersion
  /** What happens to the charges beside pricing them; the program of the plan version unless given. See `resolveProgram`. */
  readonly program?: Program
  /** Id of the binding that `program` comes from; absent for one of a plan. */
  readonly binding?: string
  /** Components where some of them hold in a part of the time only; those of the plan version throughout unless given. See `contractSegments`. */
  readonly pieces?: readonly ContractPiece[]
  /** When the account came to this plan, for what is due once; the start of the subscription unless given. */
  readonly startedAt?: Instant
  /** Whether another contract of the subscription follows in the same period. */
  readonly continues?: true
}

/** Components over a part of a period. The credit of a fee may reach beyond the end of the subscription. */
export interface ContractPiece extends Interval {
  readonly components: Components
}
