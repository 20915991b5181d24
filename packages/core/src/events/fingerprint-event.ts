import { sha256, type Digest, type Hash } from '../evidence/digest.js'
import { hashContent } from '../evidence/hash-content.js'
import { attributesOf } from './attribution.js'
import type { UsageEvent } from './usage-event.js'

/**
 * Digest of what an event says: type, subject, time, data and subscription, and its attribution where it has one.
 *
 * Decides between duplicate and conflict under one identity and revision. The subscription is covered because it decides who pays:
 * a repeat that bills another one must not pass for a duplicate. A time taken from the receipt is not covered (a retry has another),
 * nor are the correlation id and extensions that Farthing does not read (a redelivery may carry another trace id).
 */
export function fingerprintEvent(event: UsageEvent, digest: Digest = sha256): Hash {
  const time = event.timeFromReceipt === true ? null : event.time
  const attribution = Object.fromEntries(Object.entries(attributesOf(event)).filter(([attribute]) => attribute !== 'correlationid'))
  const attributed = Object.keys(attribution).length === 0 ? [] : [attribution]
  return hashContent('event/1', [event.type, event.subject, time, event.data, event.subscription ?? null, ...attributed], digest)
}
