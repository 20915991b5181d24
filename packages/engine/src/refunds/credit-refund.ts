import type { Instant } from '@farthing/core'
import { checkGrant, isAmountGrant, type Refund } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { keepPaidCredit } from '../credits/keep-paid-credit.js'

const usualPriority = 100

/** Gives the account what a refund took off a payment, as a paid grant with the refund's id; once. Its posting is that of the refund. */
export async function creditRefund(stores: Stores, { id, account, amount, reason }: Refund, at: Instant): Promise<void> {
  if ((await stores.credits.get(id)) !== undefined) return
  const grant = checkGrant({ id, account, kind: 'paid', priority: usualPriority, createdAt: at, effectiveAt: at, reason, ...amount })
  if (isAmountGrant(grant)) await keepPaidCredit(stores, grant, at)
}
