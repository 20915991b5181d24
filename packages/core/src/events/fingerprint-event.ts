import { sha256, type Digest, type Hash } from '../evidence/digest.js'
import { hashContent } from '../evidence/hash-content.js'
import type { UsageEvent } from './usage-event.js'

/**
 * Digest of what an event says: type, subject, time, data and subscription.
 *
 * Decides between duplicate and conflict under one identity and revision. The subscription is covered because it decides who pays:
 * a repeat that bills another one must not pass for a duplicate. A time taken from the receipt is not covered (a retry has another),
 * nor are extensions (a redelivery may carry another trace id).
 */
export function fingerprintEvent(event: UsageEvent, digest: Digest = sha256): Hash {
  const time = event.timeFromReceipt === true ? null : event.time
  return hashContent('event/1', [event.type, event.subject, time, event.data, event.subscription ?? null], digest)
}
