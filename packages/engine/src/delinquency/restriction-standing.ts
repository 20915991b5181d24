import { restrictionsInForce, type RestrictionStanding } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { activeRestrictions } from './keep-restriction.js'

/** What an account may not do now, and what its user is told. */
export async function restrictionStanding({ clock }: Pick<BillingContext, 'clock'>, stores: Stores, account: string): Promise<RestrictionStanding> {
  const restrictions = await activeRestrictions(stores, account)
  const overrides = (await listAll((page) => stores.controls.list('override', { account, status: 'given' }, page))).map(({ content }) => content)
  return restrictionsInForce({ account, restrictions, overrides, at: clock.now() })
}
