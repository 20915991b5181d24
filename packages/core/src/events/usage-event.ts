import type { JsonObject } from '../evidence/json.js'
import type { Instant } from '../time/time-type.js'

/** CloudEvents context attributes that Farthing keeps and does not read, as the source sent them. */
export interface EventExtensions {
  readonly [attribute: string]: string | number | boolean
}

/** A fact about usage, in canonical form. Made by `parseUsageEvent` from a CloudEvents 1.0 event. */
export interface UsageEvent {
  /** Unique within `source`; with the tenant and `source` it is the identity, for as long as events are kept. */
  readonly id: string
  /** URI reference of the producer. */
  readonly source: string
  readonly type: string
  /** The account or resource that used. */
  readonly subject: string
  /** When it happened (`occurredAt`), floored to microseconds. */
  readonly time: Instant
  /** What was used. `null` voids the event at this revision. */
  readonly data: JsonObject | null
  /** 0 for the first report; an amendment or void repeats the identity with a higher one, given by the sender. */
  readonly revision: number
  /** Subscription that is billed, when the sender knows it. */
  readonly subscription?: string
  /** Present when the source sent no time: `time` is that of the receipt, so it is no part of the fingerprint and a retry stays a duplicate. */
  readonly timeFromReceipt?: true
  /** `dataschema` and extension attributes such as `traceparent`. No part of the fingerprint. */
  readonly extensions?: EventExtensions
}
