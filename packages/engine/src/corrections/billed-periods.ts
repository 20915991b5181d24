import { failureOf } from '@farthing/core'
import type { IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { selectPeriods } from '../usage/select-periods.js'

/**
 * What an invoice covers by what is known now: nothing where all that it billed has turned out to have ended before its period, such as by a cancellation in hindsight.
 *
 * @throws as {@link selectPeriods}, also where a subscription has other periods now than it was billed by
 */
export async function billedPeriods(context: BillingContext, stores: Stores, invoice: IssuedInvoice): Promise<readonly BilledPeriod[]> {
  const { account, from, to, side = 'retail' } = invoice
  try {
    return await selectPeriods(context, stores, { account, period: { from, to }, side })
  } catch (error) {
    if (failureOf(error).code === 'period.not_found' && (await hasEnded(stores, invoice))) return []
    throw error
  }
}

async function hasEnded(stores: Stores, { id, from }: IssuedInvoice): Promise<boolean> {
  const evidence = await stores.documents.evidence(id)
  const billed = new Set(evidence?.ratings.map(({ contract }) => contract.subscription.id))
  for (const subscription of billed) {
    const end = (await stores.subscriptions.get(subscription))?.to
    if (end === undefined || end > from) return false
  }
  return billed.size > 0
}
