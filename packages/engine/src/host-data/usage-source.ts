import { checkText, epochMsOf, fail, hashContent, parseInstant, type Decimal, type Instant } from '@farthing/core'
import type { EventSource } from '@farthing/ports'

/** Usage that the host has summed up itself: so much of a subject in an interval. */
export interface HostUsage {
  readonly subject: string
  /** Named where a subject has several subscriptions. */
  readonly subscription?: string
  /** Inclusive. The usage counts for the windows that its start lies in, so no interval may be wider than the finest of them, a quarter of an hour. */
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  readonly quantity: Decimal
  readonly dimensions?: { readonly [name: string]: string }
  /** 0 for the first figure; a later one replaces what the earlier said of the same interval. */
  readonly revision?: number
}

/** A page of them. */
export interface HostUsagePage {
  readonly items: readonly HostUsage[]
  /** Offset behind the last one. */
  readonly next: string
  /** Whether there is nothing more to give now. */
  readonly done: boolean
}

export interface UsageSourceOptions {
  /** Name of the source, of its offset and of its events. */
  readonly name: string
  /** Type of the events that they become: that of the meter. */
  readonly event: string
  /** Where the meter reads the quantity: a key of the event's data. */
  readonly value: string
  /** Figures behind an offset, in the order in which they were made; a figure that was corrected comes again with its next revision. */
  readonly list: (page: { readonly after?: string; readonly limit: number }) => Promise<HostUsagePage>
}

const quarterHourMs = 900_000

/**
 * Usage of the host as a source of events, for `events.pull`. Each figure is one event, and its correction an amendment of it: so what changes after its
 * period was billed is late and becomes a correction, and what was read once stays when the host is down.
 *
 * @throws `text.*` for the names; on reading `host.invalid`, `time.*`
 */
export function usageSource({ name, event, value, list }: UsageSourceOptions): EventSource {
  checkText(name, { field: 'name' })
  checkText(event, { field: 'event' })
  checkText(value, { field: 'value' })
  return {
    name,
    async read(request) {
      const { items, next, done } = await list(request)
      return { events: items.map((usage) => eventOf(usage, { name, event, value })), next, done }
    },
  }
}

function eventOf(usage: HostUsage, { name, event, value }: Pick<UsageSourceOptions, 'name' | 'event' | 'value'>): object {
  const { subject, subscription, from, to, quantity, dimensions = {}, revision } = usage
  const widthMs = epochMsOf(parseInstant(to, { field: 'usage.to' })) - epochMsOf(parseInstant(from, { field: 'usage.from' }))
  if (widthMs <= 0 || widthMs > quarterHourMs) {
    fail('host.invalid', { field: 'usage', because: `is of ${from} to ${to}, which is not an interval of up to a quarter of an hour`, facts: { from, to } })
  }
  const id = hashContent('host-usage/1', [subject, subscription ?? null, from, to, { ...dimensions }])
  return {
    id,
    source: name,
    type: event,
    subject,
    time: from,
    data: { ...dimensions, [value]: quantity },
    ...(subscription === undefined ? {} : { subscription }),
    ...(revision === undefined ? {} : { revision }),
  }
}
