import { hash } from 'node:crypto'
import { fingerprintEvent, identityOf, shiftInstant, type UsageEvent } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'

/** How events come: in the order of their times, as a stream brings them, or in none, as when a month is taken from elsewhere. */
export type Arrival = 'stream' | 'backfill'

const monthMs = 31 * 86_400_000
/** Shares no divisor with a count of ours: the numbers come once each. */
const stride = 104_729

const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** Events of 1,000 subjects over one month, no two of one time, with ids in no order: the digests are made before, as the engine makes them. */
export function sampleEvents(count: number, arrival: Arrival): readonly IncomingEvent[] {
  return Array.from({ length: count }, (_, index) => sampleEvent(arrival === 'stream' ? index : (index * stride) % count, count))
}

function sampleEvent(number: number, count: number): IncomingEvent {
  const event: UsageEvent = {
    id: `request-${number}`,
    source: 'api',
    type: 'llm.tokens',
    subject: `account-${(number * 37) % 1_000}`,
    time: shiftInstant('2026-10-01T00:00:00.000000Z', Math.floor((monthMs / count) * number)),
    data: { count: String(number % 10_000), model: number % 2 === 0 ? 'large' : 'small' },
    revision: 0,
  }
  return { event, identity: identityOf(event, digest), fingerprint: fingerprintEvent(event, digest), receivedAt: '2026-11-01T00:00:00.000000Z' }
}
