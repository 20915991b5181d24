import type { Instant } from '@farthing/core'
import { advanceGrant, type AmountGrant } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'

/**
 * Keeps paid credit whose money another posting of the same transaction brings into the book, such as that of the payment that bought it. Posts nothing: for
 * credit that an operator gives, see `grantCredit`.
 */
export async function keepPaidCredit({ credits }: Stores, grant: AmountGrant, bookedAt: Instant): Promise<void> {
  await credits.put(grant)
  for (const movement of advanceGrant({ grant }, { at: grant.effectiveAt, reach: 'turnover', bookedAt })) await credits.append(movement)
}
