import { hashContent, type Digest, type Dimensions, type Hash, type Interval, type TenantId } from '@farthing/core'
import type { Side } from './charge.js'

/** What is charged, whatever its price and quantity turn out to be. */
export interface ChargeIdentity extends Interval {
  readonly tenant: TenantId
  readonly side: Side
  /** Subscription id. */
  readonly subscription: string
  /** Name of the plan whose component is charged; all its versions have one. */
  readonly rateCard: string
  /** Key of the component in the plan. */
  readonly component: string
  readonly dimensions: Dimensions
}

/**
 * Identity of a charge: the same for every rating of it, under every plan version.
 * A charge revision is unique on it, and corrections compare what was billed under it.
 */
export function chargeKeyOf(identity: ChargeIdentity, digest?: Digest): Hash {
  const { tenant, side, subscription, rateCard, component, dimensions, from, to } = identity
  return hashContent('charge/1', [tenant, side, subscription, rateCard, component, dimensions, from, to], digest)
}
