import { findLostRefunds, type Refund } from '@farthing/ledger'
import { listAll, type FoundRefund } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { askProvider } from '../payments/provider-of.js'
import { takeReport } from '../payments/take-webhook.js'
import { loadRefund } from './decide-refund.js'
import { keepAnswer, sendAtProvider } from './send-refund.js'

/**
 * Asks the provider about a refund by its key, and takes in what it says: the refund's name, and the outcome whose webhook was lost. What is known changes
 * nothing. One that was never to be sent is known to no provider.
 *
 * @throws `refund.unknown`, `payment.provider_unknown`, `payment.provider_unavailable`
 */
export async function refreshRefund(context: BillingContext, id: string): Promise<Refund> {
  const refund = await refundOf(context, id)
  const found = await findRefund(context, refund)
  if (found !== undefined) await takeFoundRefund(context, refund, found)
  return refundOf(context, id)
}

/** Refunds whose provider has been silent since an instant or longer. */
export function lostRefunds({ storage, tenant }: BillingContext, silentSince: string): Promise<readonly Refund[]> {
  return storage.transaction(tenant, async ({ payments }) => {
    const open = []
    for (const status of ['approved', 'sent']) open.push(...(await listAll((page) => payments.list('refund', { status }, page))))
    return findLostRefunds(open.map(({ content }) => content), { silentSince })
  })
}

/** Takes in what the provider of a lost refund knows, or asks it to send what it has not heard of. Gives whether it had. */
export async function recoverRefund(context: BillingContext, refund: Refund): Promise<'found' | 'sent'> {
  const found = await findRefund(context, refund)
  if (found === undefined) await sendAtProvider(context, refund)
  else await takeFoundRefund(context, refund, found)
  return found === undefined ? 'sent' : 'found'
}

function findRefund(context: BillingContext, { provider: name, idempotencyKey }: Refund): Promise<FoundRefund | undefined> {
  return askProvider(context, name, (provider) => provider.findRefund(idempotencyKey))
}

async function takeFoundRefund(context: BillingContext, refund: Refund, { refund: name, events }: FoundRefund): Promise<void> {
  await keepAnswer(context, refund, { refund: name })
  for (const event of events) await takeReport(context, event)
}

async function refundOf({ storage, tenant }: BillingContext, id: string): Promise<Refund> {
  return storage.transaction(tenant, async (stores) => (await loadRefund(stores, id)).content)
}
