import { randomUUID } from 'node:crypto'
import { checkText, fail, FarthingError, type JsonObject } from '@farthing/core'
import type { Clock } from '@farthing/ports'
import { systemClock } from '../clock/system-clock.js'
import { BufferedSender, type SenderCounts, type SenderOptions, type SenderProblem, type SentBatch } from './buffered-sender.js'
import { metered, type MeteredOptions } from './metered.js'
import { eventOfReport, type UsageReport } from './usage-report.js'

export interface TrackerOptions extends Omit<SenderOptions, 'send' | 'onProblem'> {
  /** Where events go: `billing.events`, or something that hands them to it. May be rejected for a while. */
  readonly events: { ingest(events: readonly JsonObject[]): Promise<SentBatch> }
  /** The `source` of the events: what reports, such as `api`. */
  readonly source: string
  /** Tells the time of a report; the machine's clock unless given. */
  readonly clock?: Clock
  /** Told of everything that did not go as it should: log it, or alert. What it throws is ignored. */
  readonly onProblem?: (problem: TrackingProblem) => void
}

export type TrackingProblem =
  | SenderProblem
  /** No report could be made of a call, because a function that was to say what it used threw. */
  | { readonly kind: 'failed'; readonly error: unknown }

export interface TrackingCounts extends SenderCounts {
  /** Calls of which no report could be made; not among `added`. */
  readonly failed: number
}

/** Changes a method so that it reports its calls: for standard decorators, and for the older ones that some frameworks still use. */
export interface UsageDecorator<T, A extends readonly unknown[], R> {
  (method: (this: T, ...args: A) => R, context: ClassMethodDecoratorContext<T, (this: T, ...args: A) => R>): (this: T, ...args: A) => R
  (target: object, name: string | symbol, descriptor: TypedPropertyDescriptor<(this: T, ...args: A) => R>): void
}

/**
 * Reports usage from the code that serves it. Nothing here blocks or breaks the call that is reported, and nothing is lost in silence: what is not kept
 * is counted and told.
 */
export interface UsageTracker {
  /** Reports one use, to be sent with others. `false` when it was dropped because the buffer is full or closed. Never throws. */
  readonly track: (report: UsageReport) => boolean
  /** Reports many, in order; how many were taken. */
  readonly trackMany: (reports: readonly UsageReport[]) => number
  /**
   * Reports one use and waits until it is kept: for what must not be lost with the process.
   *
   * @throws what the refusal says, as an error with the code of it; what `ingest` rejects with. Safe to repeat with an id of the host's own
   */
  readonly record: (report: UsageReport) => Promise<void>
  /** Wraps a function so that it reports its calls. */
  readonly metered: <T, A extends readonly unknown[], R>(work: (this: T, ...args: A) => R, options: MeteredOptions<T, A, R> & { readonly feature: string }) => (this: T, ...args: A) => R
  /** A decorator for methods that reports their calls. */
  readonly trackUsage: <T, A extends readonly unknown[], R>(feature: string, options: MeteredOptions<T, A, R>) => UsageDecorator<T, A, R>
  /** Resolves once there is room in the buffer. */
  readonly room: () => Promise<void>
  /** Sends what waits; rejects when it cannot be sent now. */
  readonly flush: () => Promise<void>
  /** For shutdown: sends what waits within the time, 10 seconds unless given, then hands over or drops the rest and says how many. Never rejects. */
  readonly close: (options?: { readonly withinMs?: number }) => Promise<TrackingCounts>
  readonly counts: () => TrackingCounts
}

/**
 * Makes a tracker. It keeps reports in memory until they are sent: a process that dies loses what waited, at most `maxBuffered` reports of
 * the last `delayMs` while the storage answers. {@link UsageTracker.record} waits instead.
 *
 * A batch that cannot be sent is tried again after 0.1 s, then after twice as long each time up to 30 s. Ingest counts each event once, so a batch
 * whose answer was lost does not count twice.
 *
 * @throws `tracker.invalid` for limits that are not positive integers; `text.*` for the source
 */
export function createTracker({ events, source, clock = systemClock(), onProblem, ...buffering }: TrackerOptions): UsageTracker {
  checkText(source, { field: 'source' })
  for (const limit of ['maxBuffered', 'batchSize', 'delayMs'] as const) checkLimit(limit, buffering[limit])
  let failed = 0
  const sender = new BufferedSender({ ...buffering, send: (batch) => events.ingest(batch), ...(onProblem === undefined ? {} : { onProblem }) })

  // One random name for all that this tracker makes up, and a number behind it: the call pays for no random name of its own.
  const name = randomUUID()
  let made = 0
  const eventOf = (report: UsageReport): JsonObject => eventOfReport(report, { source, id: `${name}-${(made += 1)}`, time: clock.now() })
  const failedWith = (error: unknown): void => {
    failed += 1
    try {
      onProblem?.({ kind: 'failed', error })
    } catch {
      // The counts have it.
    }
  }
  const track = (report: UsageReport): boolean => {
    try {
      return sender.add(eventOf(report))
    } catch (error) {
      failedWith(error)
      return false
    }
  }
  const target = { track, failed: failedWith }

  return {
    track,
    trackMany: (reports) => reports.filter(track).length,
    record: async (report) => {
      const [refused] = (await events.ingest([eventOf(report)])).refused
      if (refused !== undefined) throw new FarthingError(refused.failure)
    },
    metered: (work, { feature, ...options }) => metered(target, feature, options, work),
    trackUsage: (feature, options) => decorator((method) => metered(target, feature, options, method)),
    room: () => sender.room(),
    flush: () => sender.flush(),
    close: async ({ withinMs = 10_000 } = {}) => ({ ...(await sender.close(withinMs)), failed }),
    counts: () => ({ ...sender.counts(), failed }),
  }
}

function decorator<T, A extends readonly unknown[], R>(wrap: (method: (this: T, ...args: A) => R) => (this: T, ...args: A) => R): UsageDecorator<T, A, R> {
  function decorate(method: (this: T, ...args: A) => R, context: ClassMethodDecoratorContext<T, (this: T, ...args: A) => R>): (this: T, ...args: A) => R
  function decorate(target: object, name: string | symbol, descriptor: TypedPropertyDescriptor<(this: T, ...args: A) => R>): void
  function decorate(first: unknown, _: unknown, descriptor?: TypedPropertyDescriptor<(this: T, ...args: A) => R>): unknown {
    if (descriptor === undefined) return wrap(first as (this: T, ...args: A) => R)
    if (descriptor.value !== undefined) descriptor.value = wrap(descriptor.value)
    return undefined
  }
  return decorate
}

function checkLimit(field: string, limit: number | undefined): void {
  if (limit === undefined || (Number.isSafeInteger(limit) && limit > 0)) return
  fail('tracker.invalid', { field, because: `is ${limit}`, facts: { limit } })
}
