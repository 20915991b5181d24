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
 * What the other subscriptions of the account take from grants that all of them share, as one invoice of all would have it: before this one in its order, and after.
 * So what is left of a grant is left for this one without costing another. Cost: all of them are rated.
 */
export async function takenByOthers(context: BillingContext, stores: Stores, { contract, period }: BilledPeriod): Promise<readonly GrantedUnits[]> {
  const account = payerOf(contract)
  const owned = await loadContracts(context, stores, await listAll((page) => stores.subscriptions.list({ account }, page)))
  const all = owned.filter((each) => hasPeriod(each, period)).map((each) => ({ contract: each, period }))
  if (all.length < 2) return []
  const { charges } = await rateBilled(context, stores, await usageAtCut(context, stores, all))
  return charges.flatMap(({ subscription, granted = [] }) => (subscription === contract.subscription.id ? [] : granted))
}
