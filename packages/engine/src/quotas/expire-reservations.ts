import { listAll } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'

export interface ExpiredReservations {
  /** Ids of the reservations that this run ended, as of the instants at which their time was over. */
  readonly expired: readonly string[]
}

/** Ends reservations whose time is over, each in a transaction of its own. Run it from a job: they count for nothing before it too, and can neither be committed nor released. */
export async function expireReservations(context: BillingContext): Promise<ExpiredReservations> {
  const { storage, tenant, clock } = context
  const at = clock.now()
  const pending = await storage.transaction(tenant, ({ quotas }) => listAll((page) => quotas.list({ status: 'pending' }, page)))
  const expired: string[] = []
  for (const { id, subscription, feature } of pending.filter(({ expiresAt }) => expiresAt <= at)) {
    const isEnded = await retryConflicts(context, async ({ quotas }) => {
      await quotas.lock(subscription, feature)
      const reservation = await quotas.get(id)
      if (reservation?.status !== 'pending') return false
      await quotas.append({ ...reservation, revision: 2, status: 'expired', endedAt: reservation.expiresAt })
      return true
    })
    if (isEnded) expired.push(id)
  }
  return { expired }
}
