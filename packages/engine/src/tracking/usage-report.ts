import type { Decimal, Instant, JsonObject } from '@farthing/core'

/** Use of something by somebody, as the code that serves it knows it. */
export interface UsageReport {
  /** What was used: the event type that a meter counts, such as `ocr.scan`. */
  readonly feature: string
  /** Who used it: the subject by which a subscription takes the event. */
  readonly account: string
  /** How much, in units of the feature: `data.quantity` of the event. 1 unless given. */
  readonly quantity?: Decimal
  /** What else a meter may filter or group by: the rest of the event's `data`, so it has no `quantity` of its own. Read when it is sent: not to be changed after. */
  readonly metadata?: JsonObject
  /** Names this use among all of its source: given again, it counts once. Made up unless given, and then a repeat counts again. */
  readonly id?: string
  /** When it was used; the time of the call unless given. */
  readonly time?: Instant
  /** Who or what started the work. */
  readonly submitter?: string
  /** Joins it to the request or job that caused it. */
  readonly correlation?: string
}

/** What an event gets where a report does not say. */
export interface ReportDefaults {
  readonly source: string
  readonly id: string
  readonly time: Instant
}

/** The report as a CloudEvent. Checks nothing: ingest does, and names what is wrong. */
export function eventOfReport({ feature, account, quantity = '1', metadata, submitter, correlation, ...given }: UsageReport, { source, id, time }: ReportDefaults): JsonObject {
  return {
    specversion: '1.0',
    id: given.id ?? id,
    source,
    type: feature,
    subject: account,
    time: given.time ?? time,
    ...(submitter === undefined ? {} : { submitter }),
    ...(correlation === undefined ? {} : { correlationid: correlation }),
    data: { ...metadata, quantity },
  }
}
