import type { Instant } from '@farthing/core'
import { advanceGrant, checkGrant, type Refund } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { bookMovements } from '../credits/book-movements.js'

const usualPriority = 100

/** Gives the account what a refund took off a payment, as a paid grant with the refund's id; once. */
export async function creditRefund(context: BillingContext, stores: Stores, { id, account, amount, reason }: Refund, at: Instant): Promise<void> {
  if ((await stores.credits.get(id)) !== undefined) return
  const terms = { id, account, kind: 'paid', priority: usualPriority, createdAt: at, effectiveAt: at, reason } as const
  const grant = checkGrant({ ...terms, ...amount })
  await stores.credits.put(grant)
  await bookMovements(context, stores, grant, advanceGrant({ grant }, { at, reach: 'turnover', bookedAt: at }))
}
