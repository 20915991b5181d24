import { linkSession } from '@farthing/ledger'
import type { FoundSession, PaymentRecordOf } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { keepSession } from './payment-records.js'
import { loadSession, standingOf, type PaymentStanding } from './payment-standing.js'
import { askProvider } from './provider-of.js'
import { takeReport } from './take-webhook.js'

/**
 * Asks the provider about a session by its key, and takes in what it says: the session's name, and the events of webhooks that were lost. What is known
 * changes nothing.
 *
 * @throws `payment.unknown`, `payment.provider_unknown`, `payment.provider_unavailable`
 */
export async function refreshPayment(context: BillingContext, id: string): Promise<PaymentStanding> {
  const { content } = await sessionOf(context, id)
  const found = await askProvider(context, content.provider, (provider) => provider.findSession(content.idempotencyKey))
  if (found !== undefined) await takeFound(context, id, found)
  return standingOf((await sessionOf(context, id)).content, context.clock.now())
}

/** Takes in what a provider knows of a session. */
export async function takeFound(context: BillingContext, id: string, { session: providerSession, url, events }: FoundSession): Promise<void> {
  await retryConflicts(context, async (stores) => {
    const before = await loadSession(stores, id)
    const linked = linkSession(before.content, { providerSession, url })
    if (linked !== before.content) await keepSession(stores, linked, before)
  })
  for (const event of events) await takeReport(context, event)
}

function sessionOf({ storage, tenant }: BillingContext, id: string): Promise<PaymentRecordOf<'session'>> {
  return storage.transaction(tenant, (stores) => loadSession(stores, id))
}
