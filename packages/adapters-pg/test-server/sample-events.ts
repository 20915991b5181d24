import { fingerprintEvent, identityOf, type UsageEvent } from '@farthing/core'
import type { EventStore, IncomingEvent, StoredEvent } from '@farthing/ports'

export const everything = { from: '0001-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' }

/** An event as it reaches a store; `id` tells it apart. */
export function incoming(id: string, change: Partial<UsageEvent> = {}, receivedAt = '2026-10-14T09:00:01.000000Z'): IncomingEvent {
  const base = { id, source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:00:00.000000Z' }
  const event: UsageEvent = { ...base, data: { count: '1' }, revision: 0, ...change }
  return { event, identity: identityOf(event), fingerprint: fingerprintEvent(event), receivedAt }
}

export async function scanAll(events: EventStore, cut?: string): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = []
  for await (const page of events.scan({ ...everything, ...(cut !== undefined && { cut }) })) found.push(...page)
  return found
}

export async function scanIds(events: EventStore, cut?: string): Promise<readonly string[]> {
  const found = await scanAll(events, cut)
  return found.map(({ event }) => event.id).sort()
}
