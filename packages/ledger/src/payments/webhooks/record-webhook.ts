import { checkJson, checkText, describeValue, fail, hashContent, parseInstant, type Digest, type Instant, type TenantId } from '@farthing/core'
import type { ProviderEvent, WebhookRecord } from './provider-event.js'

export interface ReceivedWebhook {
  readonly tenant: TenantId
  readonly receivedAt: Instant
  /** As the provider's port read it, after it had checked the signature. */
  readonly event: ProviderEvent
  /** What is kept under the event's id already. */
  readonly known?: WebhookRecord | undefined
}

/**
 * The record of a delivery, or the one that is kept already when the event was delivered before.
 *
 * @throws `webhook.conflict` when the provider reports something else under an id that it used; `text.*`, `time.*`, `json.*`
 */
export function recordWebhook({ tenant, receivedAt, event, known }: ReceivedWebhook, digest?: Digest): WebhookRecord {
  const fingerprint = hashContent('provider-event/1', [checkJson(event, 'event')], digest)
  if (known === undefined) {
    return {
      tenant: checkText(tenant, { field: 'tenant' }),
      provider: checkText(event.provider, { field: 'event.provider' }),
      event: checkText(event.id, { field: 'event.id' }),
      fingerprint,
      receivedAt: parseInstant(receivedAt, { field: 'receivedAt' }),
      content: event,
    }
  }
  if (known.fingerprint === fingerprint) return known
  return fail('webhook.conflict', { field: 'event.id', because: `is ${describeValue(event.id)}, which ${event.provider} reported something else under`, facts: { provider: event.provider, event: event.id } })
}
