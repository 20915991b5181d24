import { canonicalJson, epochMsOf, fail, type Instant } from '@farthing/core'
import type { Delivery } from '@farthing/ports'
import type { Answer } from '../deliveries/attempt-deliveries.js'
import { signWebhook } from './sign-webhook.js'
import type { WebhookEndpoint, WebhookSettings } from './webhook-options.js'

/**
 * Sends one webhook. A status of 200 to 299 takes it, 410 says that the receiver is gone, and every other status, also a redirect, is an attempt that
 * was not taken.
 *
 * @throws `delivery.not_taken` with the status; what `fetch` rejects with
 */
export async function sendWebhook({ fetch, timeoutMs }: WebhookSettings, { url, secrets }: WebhookEndpoint, { id, content }: Delivery, at: Instant): Promise<Answer> {
  const body = canonicalJson(content)
  const timestampSeconds = Math.floor(epochMsOf(at) * 0.001)
  const signature = signWebhook({ id, timestampSeconds, body }, secrets)
  const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(timestampSeconds), 'webhook-signature': signature }
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  const { status } = response
  await response.body?.cancel()
  if (status >= 200 && status < 300) return {}
  if (status === 410) return { refused: 'the receiver answered with 410, which says that it is gone', isGone: true }
  return fail('delivery.not_taken', { field: 'delivery', because: `was not taken: the receiver answered with ${status}`, facts: { status } })
}
