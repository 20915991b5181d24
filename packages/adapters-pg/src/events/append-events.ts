import type { AppendOutcome, IncomingEvent } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { appendInBulk } from './append-in-bulk.js'
import { appendTogether } from './append-together.js'
import { versionKeyOf } from './event-version.js'

/** Below it one round trip less is worth more than what the server saves by two statements. */
const fewEvents = 100

/** The first event of each key, in key order: concurrent batches then wait for each other in one direction and do not deadlock. */
function candidatesOf(events: readonly IncomingEvent[]): readonly IncomingEvent[] {
  const first = new Map<string, IncomingEvent>()
  for (const incoming of events) {
    const key = versionKeyOf(incoming)
    if (!first.has(key)) first.set(key, incoming)
  }
  return [...first.values()].sort((a, b) => {
    if (a.identity !== b.identity) return a.identity < b.identity ? -1 : 1
    return a.event.revision - b.event.revision
  })
}

/**
 * Decides and keeps a batch, in one or more statements of one transaction.
 *
 * Correct at every isolation level. At READ COMMITTED a key that is taken waits for its holder and is then read back. Above it the server
 * refuses to skip a row that the snapshot does not show, so a race ends as `storage.contention` and never as a silent duplicate.
 */
export async function appendEvents(session: Session, events: readonly IncomingEvent[]): Promise<readonly AppendOutcome[]> {
  const candidates = candidatesOf(events)
  const append = candidates.length <= fewEvents ? appendTogether : appendInBulk
  const decided = candidates.length === 0 ? new Map<string, string>() : new Map(await append(session, candidates))
  return events.map((incoming) => {
    const key = versionKeyOf(incoming)
    const kept = decided.get(key)
    if (kept !== undefined) return kept === incoming.fingerprint ? 'duplicate' : 'conflict'
    decided.set(key, incoming.fingerprint)
    return 'accepted'
  })
}
