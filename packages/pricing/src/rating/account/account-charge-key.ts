import { hashContent, type CurrencyCode, type Digest, type Dimensions, type Hash, type Interval, type TenantId } from '@farthing/core'
import type { Side } from '../../charges/charge.js'

/** What an account program charges, whatever it comes to. */
export interface AccountChargeIdentity extends Interval {
  readonly tenant: TenantId
  readonly side: Side
  readonly account: string
  readonly currency: CurrencyCode
  /** Id of the stage that adds it. */
  readonly component: string
  readonly dimensions: Dimensions
}

/** Identity of a charge that belongs to no subscription; never that of one that does. */
export function accountChargeKeyOf(identity: AccountChargeIdentity, digest?: Digest): Hash {
  const { tenant, side, account, currency, component, dimensions, from, to } = identity
  return hashContent('account-charge/1', [tenant, side, account, currency, component, dimensions, from, to], digest)
}
