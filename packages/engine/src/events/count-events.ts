import type { KnownAt } from '@farthing/core'
import type { BillingContext } from '../context.js'
import { prepareFilter, type EventFilter } from './event-filter.js'
import type { ReadingStatus } from './event-record.js'
import { eventReader } from './read-events.js'

/** How many events a filter finds, and what becomes of them. */
export interface EventCount {
  readonly knownAt: KnownAt
  readonly events: number
  /** Of these, events that no meter reads. */
  readonly unmatched: number
  /** Readings of these events that meet the filter, by status: an event has one on each meter that reads it. */
  readonly readings: { readonly [status in ReadingStatus]: number }
}

/**
 * Counts the effective events that a filter finds, each as one. Looks at every event in range, with memory for a page of them.
 *
 * @throws as `prepareFilter`
 */
export function countEvents(context: BillingContext, filter: EventFilter): Promise<EventCount> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const { query, accepts, meets } = await prepareFilter(context, stores, filter)
    const knownAt = { cut: await stores.events.takeCut(), at: context.clock.now() }
    const read = eventReader(context, stores)
    const readings = { metered: 0, quarantined: 0, unattached: 0, not_metered: 0 }
    let events = 0
    let unmatched = 0
    for await (const page of stores.events.scan({ ...query, cut: knownAt.cut })) {
      for (const event of (await read(page)).filter(accepts)) {
        events += 1
        if (event.attributed.length === 0) unmatched += 1
        for (const each of event.attributed) if (meets(event, each)) readings[each.reading.status] += 1
      }
    }
    return { knownAt, events, unmatched, readings }
  })
}
