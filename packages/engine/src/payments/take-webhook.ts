import { checkText, fail, type Instant } from '@farthing/core'
import { checkProviderEvent, recordWebhook, type ProviderEvent, type UnreconciledEvent } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { idOfName, keepWebhook } from './payment-records.js'
import { providerOf } from './provider-of.js'
import { retryWaiting, subjectOf } from './retry-waiting.js'
import { takeEvent } from './take-event.js'

/** A webhook as the host received it. */
export interface WebhookRequest {
  readonly provider: string
  /** Byte for byte, up to 1,000,000 characters: a parsed and printed body has another signature. */
  readonly body: string
  /** As it came, up to 10,000 characters. */
  readonly signature: string
}

export interface WebhookResult {
  /** The provider's id of the event. */
  readonly event: string
  /** `repeated`: taken in before. `unreconciled`: kept, and fits nothing that is known; it is tried again when what it names turns up. */
  readonly outcome: 'applied' | 'repeated' | 'unreconciled'
  readonly failure?: UnreconciledEvent
}

const bodyLength = 1_000_000
const signatureLength = 10_000

/**
 * Takes a webhook in: verified by its provider, kept once, and applied in one transaction. Late, repeated and overtaken webhooks end in the same records
 * and the same book, so they may be answered with success as soon as this resolves, also when nothing fits.
 *
 * @throws `webhook.forged`, `webhook.malformed`; `webhook.conflict` for an event id that said something else; `payment.provider_unknown`; `text.*`. Nothing
 *   is kept then
 */
export async function takeWebhook(context: BillingContext, { provider: name, body, signature }: WebhookRequest): Promise<WebhookResult> {
  const provider = providerOf(context, name)
  checkText(body, { field: 'body', maxLength: bodyLength })
  checkText(signature, { field: 'signature', maxLength: signatureLength, empty: 'allowed' })
  const event = checkProviderEvent(await provider.readWebhook({ body, signature, receivedAt: context.clock.now() }))
  if (event.provider !== name) fail('webhook.malformed', { field: 'provider', because: `is ${JSON.stringify(event.provider)} in a webhook of ${name}` })
  return takeReport(context, event)
}

/**
 * Takes in what a provider has reported otherwise than by webhook, such as a bank that sends files: with an id of its own for each event, and trusted as it
 * is, as long as it is an event.
 *
 * @throws `webhook.malformed` naming the field; `webhook.conflict` for an event id that said something else
 */
export async function takeReport(context: BillingContext, reported: ProviderEvent): Promise<WebhookResult> {
  const event = checkProviderEvent(reported)
  const attempt = () => retryConflicts(context, (stores) => takeIn(context, stores, event, context.clock.now()))
  const result = await attempt()
  // What it is about may have been kept by a transaction that was open at the same time, which then did not see that this waits.
  return result.outcome === 'unreconciled' ? attempt() : result
}

async function takeIn(context: BillingContext, stores: Stores, event: ProviderEvent, now: Instant): Promise<WebhookResult> {
  const { tenant, digest } = context
  const id = idOfName('webhook', { provider: event.provider, name: event.id }, digest)
  const before = await stores.payments.get('webhook', id)
  const webhook = recordWebhook({ tenant, receivedAt: now, event, known: before?.content.webhook }, digest)
  if (before !== undefined && before.status !== 'unreconciled') return { event: event.id, outcome: 'repeated' }
  const failure = await takeEvent(context, stores, event, now)
  if (failure !== undefined) {
    if (before === undefined) await keepWebhook(stores, { id, status: 'unreconciled', content: { webhook, failure } })
    return { event: event.id, outcome: 'unreconciled', failure }
  }
  await keepWebhook(stores, { id, status: 'applied', content: { webhook }, before })
  await retryWaiting(context, stores, subjectOf(event), now)
  return { event: event.id, outcome: 'applied' }
}
