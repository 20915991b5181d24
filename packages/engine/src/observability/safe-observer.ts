import type { LogRecord, Measurement, ObservedSpan, Observer, SpanEnd, SpanStart } from '@farthing/ports'

/** An observer that breaks nothing. */
export interface SafeObserver {
  /** Does the work exactly once, inside a span where there are spans. */
  span<T>(start: SpanStart, work: () => Promise<T>, end: (outcome: Outcome<T>) => SpanEnd): Promise<T>
  record(measurement: Measurement): void
  log(record: LogRecord): void
  /** Seconds, when the host has a clock for them. */
  elapsed(): number | undefined
  /** How many of its calls have failed. */
  failures(): number
}

/** What became of the work of a span. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/** Stands between the engine and the observer of the host: what that throws is swallowed and counted, and whatever it does the work is done once. */
export function safeObserver(observer: Observer): SafeObserver {
  let failures = 0
  const attempt = <R>(call: () => R): R | undefined => {
    try {
      return call()
    } catch {
      failures += 1
      return undefined
    }
  }
  return {
    async span(start, work, end) {
      const span = attempt(() => observer.startSpan?.(start))
      if (span === undefined) return work()
      const outcome = await outcomeOf(within(span, work, attempt))
      attempt(() => span.end(end(outcome)))
      if ('error' in outcome) throw outcome.error
      return outcome.value
    },
    record: (measurement) => attempt(() => observer.record?.(measurement)),
    log: (record) => attempt(() => observer.log?.(record)),
    elapsed: () => attempt(() => observer.elapsed?.()),
    failures: () => failures,
  }
}

/** Work that the observer did not begin is begun without it; work that it began is never begun again. */
function within<T>(span: ObservedSpan, work: () => Promise<T>, attempt: <R>(call: () => R) => R | undefined): Promise<T> {
  let begun: Promise<T> | undefined
  void attempt(() => span.within?.(() => (begun ??= work())))
  return begun ?? work()
}

async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work }
  } catch (error) {
    return { error }
  }
}
