import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import { checkJson, epochMsOf, fail, instantOfEpochMs, type Instant, type Json } from '@farthing/core'
import { signWebhook } from './sign-webhook.js'

/** Headers of a request: an object with lowercase names, as Node gives them, or what `fetch` calls `Headers`. */
export type WebhookHeaders = { readonly [name: string]: string | readonly string[] | undefined } | { get(name: string): string | null }

export interface VerifyWebhook {
  readonly headers: WebhookHeaders
  /** As it came, before any parser has touched it. */
  readonly body: string
  /** Every secret that is accepted; two while one replaces the other. */
  readonly secrets: readonly string[]
  /** When it was received. */
  readonly receivedAt: Instant
  /** How far the attempt may be from that, before or after: 1 to 3,600; 300 unless given. */
  readonly toleranceSeconds?: number
}

/** A webhook that is what it says. */
export interface VerifiedWebhook {
  /** The same for every attempt of one message: keep it, and a repeat is one. */
  readonly id: string
  readonly attemptedAt: Instant
  readonly payload: Json
}

/**
 * For receivers: takes a webhook for genuine when one of its signatures is that of one of the secrets over exactly its bytes, and it was attempted a short
 * time ago, so that nobody who has seen one can send it again later. Compares in constant time.
 *
 * @throws `webhook.forged` naming the header; `webhook.secret_invalid`; `webhook.malformed` for a genuine body that is no JSON
 */
export function verifyWebhook({ headers, body, secrets, receivedAt, toleranceSeconds = 300 }: VerifyWebhook): VerifiedWebhook {
  const refuse = (field: string, because: string): never => fail('webhook.forged', { field, because })
  if (!Number.isInteger(toleranceSeconds) || toleranceSeconds < 1 || toleranceSeconds > 3_600) fail('webhook.malformed', { field: 'toleranceSeconds', because: `is ${toleranceSeconds}, not a whole number from 1 to 3,600` })
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(headers, name) ?? refuse(name, 'is missing')) as [string, string, string]
  if (!/^[0-9]{1,12}$/.test(timestamp)) refuse('webhook-timestamp', 'is not a number of seconds')
  const timestampSeconds = Number(timestamp)
  const given = signature.slice(0, 4_096).split(' ')
  const isSigned = secrets.some((secret) => given.some((each) => isSame(each, signWebhook({ id, timestampSeconds, body }, [secret]))))
  if (!isSigned) refuse('webhook-signature', 'is not that of the body')
  const apartMs = Math.abs(epochMsOf(receivedAt) - timestampSeconds * 1_000)
  if (apartMs > toleranceSeconds * 1_000) refuse('webhook-timestamp', `is more than ${toleranceSeconds} seconds from ${receivedAt}`)
  return { id, attemptedAt: instantOfEpochMs(timestampSeconds * 1_000), payload: payloadOf(body) }
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  const value = isFetchHeaders(headers) ? headers.get(name) : headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isFetchHeaders(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function payloadOf(body: string): Json {
  try {
    return checkJson(JSON.parse(body), 'body')
  } catch (error) {
    return fail('webhook.malformed', { field: 'body', because: 'is signed, and no JSON' }, error)
  }
}
