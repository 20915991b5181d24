import type { JsonObject } from '../evidence/json.js'
import type { UsageEvent } from './usage-event.js'

/** A usage event in the JSON format of CloudEvents 1.0. Extension attributes stand beside the others. */
export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly data: JsonObject | null
  readonly revision?: number
  readonly subscription?: string
  /** Extension attribute: `time` is that of the receipt. */
  readonly timefromreceipt?: true
  readonly [extension: string]: JsonObject | string | number | boolean | null | undefined
}

/** Writes a usage event as a CloudEvents event; `parseUsageEvent` reads it back equal, without options. */
export function toCloudEvent(event: UsageEvent): CloudEvent {
  return {
    ...event.extensions,
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    subject: event.subject,
    time: event.time,
    ...(event.timeFromReceipt === true ? { timefromreceipt: true as const } : {}),
    ...(event.revision === 0 ? {} : { revision: event.revision }),
    ...(event.subscription === undefined ? {} : { subscription: event.subscription }),
    data: event.data,
  }
}
