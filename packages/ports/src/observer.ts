/** Plain values that say more about a span, a measurement or a log record. Names follow the semantic conventions of OpenTelemetry where those have one. */
export interface ObservedAttributes {
  readonly [name: string]: string | number | boolean
}

/** Something that takes time, as it starts. */
export interface SpanStart {
  /** `farthing.invoices.issue` and the like: few names, never with an id in them. */
  readonly name: string
  readonly attributes: ObservedAttributes
}

/** How it ended. */
export interface SpanEnd {
  readonly status: 'ok' | 'error'
  /** What is known since: `error.type`, counts. */
  readonly attributes: ObservedAttributes
  /** What was thrown, as it was thrown. */
  readonly error?: unknown
}

export interface ObservedSpan {
  /** Does the work with the span as the current one, so that what the work calls becomes its child. The work is done as it is unless given. */
  within?<T>(work: () => T): T
  end(end: SpanEnd): void
}

export interface Measurement {
  /** `farthing.operation.duration` and the like. */
  readonly name: string
  /** Added up, distributed, or the last one counts. */
  readonly kind: 'counter' | 'histogram' | 'gauge'
  /** By UCUM, as OpenTelemetry has it: `s`, `{event}`. */
  readonly unit: string
  readonly value: number
  /** Few values each: no ids, no personal data. */
  readonly attributes: ObservedAttributes
}

export interface LogRecord {
  readonly severityText: 'INFO' | 'WARN' | 'ERROR'
  /** 9, 13 or 17, as OpenTelemetry numbers them. */
  readonly severityNumber: 9 | 13 | 17
  /** `farthing.operation.refused` and the like. */
  readonly eventName: string
  /** A sentence without personal data. */
  readonly body: string
  readonly attributes: ObservedAttributes
}

/**
 * Where spans, measurements and log records go. What is left out is not made. Its calls return at once; what they throw is swallowed and counted
 * by the billing instance, and never breaks what is observed.
 */
export interface Observer {
  startSpan?(span: SpanStart): ObservedSpan
  record?(measurement: Measurement): void
  log?(record: LogRecord): void
  /** Seconds of a clock that only goes forward, such as `() => performance.now() * 0.001`; durations are by the billing clock unless given. */
  elapsed?(): number
}
