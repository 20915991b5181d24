import { checkText, describeValue, fail } from '@farthing/core'
import type { Catalog } from '@farthing/pricing'
import type { UsageSink } from '@farthing/ports'
import { checkRetrySchedule, type RetrySchedule } from '../deliveries/retry-schedule.js'

/** Where usage is reported to. */
export interface UsageReporting {
  readonly sinks: readonly UsageSink[]
  /** Periods of each subscription that are looked at, the one that runs included: from 1 to 24; 3 unless given. What changes in an older one is not reported. */
  readonly periods?: number
  /** Waits after attempts that a sink did not take; 1, 5 and 30 minutes unless given. Behind the last, the job `retry-deliveries` tries again. */
  readonly retryAfterSeconds?: RetrySchedule
}

/** As operations use it. */
export interface ReportingSettings {
  /** By name. */
  readonly sinks: ReadonlyMap<string, UsageSink>
  readonly periods: number
  readonly retry: RetrySchedule
}

const standardRetry: RetrySchedule = [60, 300, 1_800]

/** @throws `sink.invalid`, `delivery.invalid`, `text.*` */
export function reportingSettings({ sinks = [], periods = 3, retryAfterSeconds = standardRetry }: Partial<UsageReporting>, { meters }: Pick<Catalog, 'meters'>): ReportingSettings {
  if (!Number.isInteger(periods) || periods < 1 || periods > 24) fail('sink.invalid', { field: 'usageReporting.periods', because: `is ${describeValue(periods)}, not a whole number from 1 to 24` })
  const named = new Map<string, UsageSink>()
  for (const [index, sink] of sinks.entries()) {
    const field = `usageReporting.sinks[${index}]`
    checkText(sink.name, { field: `${field}.name`, maxLength: 64 })
    if (named.has(sink.name)) fail('sink.invalid', { field: `${field}.name`, because: `is ${JSON.stringify(sink.name)}, which another one has` })
    const unknown = sink.meters?.find((meter) => !Object.hasOwn(meters, meter))
    if (unknown !== undefined) fail('sink.invalid', { field: `${field}.meters`, because: `has ${JSON.stringify(unknown)}, which is no meter of the catalogue` })
    named.set(sink.name, sink)
  }
  return { sinks: named, periods, retry: checkRetrySchedule(retryAfterSeconds, 'usageReporting.retryAfterSeconds') }
}

/** The name of a sink among the destinations of deliveries. */
export const destinationOfSink = (sink: string): string => `usage/${sink}`
