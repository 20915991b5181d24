import { listAll } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { openPool } from './hold-pool.js'

export interface ExpiredHolds {
  /** Ids of the holds that this run ended, as of the instants at which their time was over. */
  readonly expired: readonly string[]
}

/** Ends holds whose time is over. Run it from a job: until then they can neither be posted nor voided, and the next hold of their account ends them too. */
export async function expireHolds(context: BillingContext): Promise<ExpiredHolds> {
  const { storage, tenant, clock } = context
  const at = clock.now()
  const pending = await storage.transaction(tenant, ({ holds }) => listAll((page) => holds.list({ status: 'pending' }, page)))
  const due = pending.filter(({ expiresAt }) => expiresAt <= at)
  const pools = new Map(due.map(({ pool, account, currency }) => [pool, { account, currency }]))
  for (const scope of pools.values()) await retryConflicts(context, (stores) => openPool(context, stores, scope, at))
  return { expired: due.map(({ id }) => id) }
}
