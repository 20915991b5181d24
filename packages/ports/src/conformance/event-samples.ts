import { epochMsOf, fingerprintEvent, identityOf, instantOfEpochMs, type Interval, type UsageEvent } from '@farthing/core'
import type { EventQuery, EventStore, IncomingEvent, StoredEvent } from '../event-store.js'
import { expectSame } from './expectations.js'

/** The range that sample events happen in. */
export const october: Interval = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }

/** An event as the engine hands it over; what a case is not about has a default. */
export function incomingEvent(about: Partial<UsageEvent> = {}, receivedAt = '2026-10-14T09:00:01.000000Z'): IncomingEvent {
  const event: UsageEvent = {
    id: 'e1',
    source: 'api',
    type: 'llm.tokens',
    subject: 'acme',
    time: '2026-10-14T09:00:00.000000Z',
    data: { count: '1400000', model: 'large' },
    revision: 0,
    ...about,
  }
  return { event, identity: identityOf(event), fingerprint: fingerprintEvent(event), receivedAt }
}

/** Sample events `e0`, `e1` …, one a minute from the start of October. */
export function incomingEvents(count: number, about: Partial<UsageEvent> = {}): readonly IncomingEvent[] {
  return Array.from({ length: count }, (_, index) => incomingEvent({ id: `e${index}`, time: minute(index), ...about }))
}

/** The instant `index` minutes after the start of October, below 31 days. */
export function minute(index: number): string {
  return instantOfEpochMs(epochMsOf(october.from) + index * 60_000)
}

/** All that a scan gives. Checks on the way what every scan promises about pages and order. */
export async function scanAll(store: EventStore, query: Partial<EventQuery> = {}): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = []
  for await (const page of store.scan({ ...october, ...query })) {
    if (page.length < 1 || page.length > 1000) throw new Error(`a page of a scan: expected 1 to 1,000 events, got ${page.length}`)
    found.push(...page)
  }
  const identities = found.map(({ identity }) => identity)
  expectSame(identities, [...new Set(identities)].sort(), 'identities of a scan, once each and ordered')
  return found
}

/** What a scan must give for these events: ordered by identity, whose hexadecimal digits are ASCII. */
export function inScanOrder(events: readonly IncomingEvent[]): readonly StoredEvent[] {
  return [...events].sort((a, b) => (a.identity < b.identity ? -1 : 1))
}
