import type { GrantedUnits } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { hasPeriod } from './has-period.js'
import { payerOf } from './payer-of.js'
import { rateBilled } from './rate-billed.js'

/**
 * What the subscriptions before this one take from grants that all of an account share, in the order in which an invoice rates them: by id. Nothing where the account
 * has no grant of units. Cost: each of them is rated.
 */
export async function takenBefore(context: BillingContext, stores: Stores, { contract, period }: BilledPeriod): Promise<readonly GrantedUnits[]> {
  const account = payerOf(contract)
  const grants = await listAll((page) => stores.credits.list({ account }, page))
  if (!grants.some((grant) => 'quantity' in grant)) return []
  const owned = await loadContracts(context, stores, await listAll((page) => stores.subscriptions.list({ account }, page)))
  const own = owned.findIndex(({ subscription }) => subscription.id === contract.subscription.id)
  const before = owned.slice(0, Math.max(own, 0)).filter((each) => hasPeriod(each, period))
  if (before.length === 0) return []
  const { charges } = await rateBilled(context, stores, await usageAtCut(context, stores, before.map((each) => ({ contract: each, period }))))
  return charges.flatMap(({ granted = [] }) => granted)
}
