import { createHmac } from 'node:crypto'
import { keyOfSecret } from './webhook-secret.js'

/** What a signature covers. */
export interface SignedWebhook {
  /** The same for every attempt: by it a receiver knows a repeat. */
  readonly id: string
  /** Of the attempt, in seconds since 1970. */
  readonly timestampSeconds: number
  /** Exactly the bytes that are sent. */
  readonly body: string
}

/**
 * Signs a webhook by the Standard Webhooks scheme, version 1: `v1,<base64 of HMAC-SHA256 over "id.timestamp.body">`, one for each secret with a space in
 * between. While a secret is replaced both are given, so that receivers with the old one and with the new one accept it.
 *
 * @throws `webhook.secret_invalid`
 */
export function signWebhook({ id, timestampSeconds, body }: SignedWebhook, secrets: readonly string[]): string {
  return secrets.map((secret, index) => `v1,${hmacOf(keyOfSecret(secret, `secrets[${index}]`), `${id}.${timestampSeconds}.${body}`)}`).join(' ')
}

function hmacOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('base64')
}
