import { epochMsOf, fail, hashContent, isInstant, type Instant } from '@farthing/core'

const toleranceMs = 5 * 60_000

/** A signature over the time and the bytes of a body: `t=<instant>,v1=<hash>`. */
export function signWebhook(secret: string, body: string, at: Instant): string {
  return `t=${at},v1=${hashContent('webhook-signature/1', [secret, at, body])}`
}

/** @throws `webhook.forged` unless the signature is that of the body, and was made at most five minutes before or after `receivedAt` */
export function checkSignature(secret: string, { body, signature, receivedAt }: { readonly body: string; readonly signature: string; readonly receivedAt: Instant }): void {
  const at = /^t=([^,]{1,40}),v1=/.exec(signature)?.[1] ?? ''
  const isSigned = isInstant(at) && signWebhook(secret, body, at) === signature
  if (!isSigned) fail('webhook.forged', { field: 'signature', because: 'is not that of the body' })
  const ageMs = Math.abs(epochMsOf(receivedAt) - epochMsOf(at))
  if (ageMs > toleranceMs) fail('webhook.forged', { field: 'signature', because: `was made at ${at}, more than five minutes from ${receivedAt}`, facts: { at, receivedAt } })
}
