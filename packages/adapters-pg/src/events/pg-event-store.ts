import type { EventStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { appendEvents } from './append-events.js'
import { keptFingerprints } from './kept-fingerprints.js'
import { takeCut } from './cut.js'
import { scanEvents } from './scan-events.js'

/** The event store of one open transaction. */
export function pgEventStore(session: Session): EventStore {
  const seenCuts = new Set<string>()
  const cutNow = async (): Promise<string> => {
    const cut = await takeCut(session)
    seenCuts.add(cut)
    return cut
  }
  return {
    append: (events) => session.step(() => appendEvents(session, events)),
    fingerprints: (versions) => session.step(() => keptFingerprints(session, versions)),
    takeCut: () => session.step(cutNow),
    scan: (query) => scanEvents(session, query, seenCuts),
  }
}
