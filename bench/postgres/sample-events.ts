import { hash } from 'node:crypto'
import { fingerprintEvent, identityOf, type UsageEvent } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'

const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** Events of 1,000 subjects over one month, with ids in no order: the digests are made before, as the engine makes them. */
export function sampleEvents(from: number, count: number): readonly IncomingEvent[] {
  return Array.from({ length: count }, (_, index) => sampleEvent(from + index))
}

function sampleEvent(number: number): IncomingEvent {
  const day = String(1 + (number % 30)).padStart(2, '0')
  const minute = String(number % 60).padStart(2, '0')
  const event: UsageEvent = {
    id: `request-${number}`,
    source: 'api',
    type: 'llm.tokens',
    subject: `account-${number % 1_000}`,
    time: `2026-10-${day}T12:${minute}:00.000000Z`,
    data: { count: String(number % 10_000), model: number % 2 === 0 ? 'large' : 'small' },
    revision: 0,
  }
  return { event, identity: identityOf(event, digest), fingerprint: fingerprintEvent(event, digest), receivedAt: '2026-11-01T00:00:00.000000Z' }
}
