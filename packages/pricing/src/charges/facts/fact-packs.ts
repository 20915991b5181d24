import type { FactPackName } from '../pipeline/fact-pack.js'
import { accountContext, balances, fixedServices, subscriptionContext } from './contract-packs.js'
import type { FactPack } from './fact-pack.js'
import { allocationUsage, meteredUsage, ratedEvents, timeEntries } from './usage-packs.js'

/** Every pack in its newest version. A change of a field is a new version; a stage says which versions it can read. */
export const factPacks: { readonly [pack in FactPackName]: FactPack } = {
  usage: meteredUsage,
  allocations: allocationUsage,
  ratedEvents,
  timeEntries,
  services: fixedServices,
  balances,
  account: accountContext,
  subscription: subscriptionContext,
}
