import type { EventStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { appendEvents } from './append-events.js'
import { keptFingerprints } from './kept-fingerprints.js'
import { takeCut } from './cut.js'
import { scanEvents } from './scan-events.js'

/** The event store of one open transaction. */
export function pgEventStore(session: Session): EventStore {
  return {
    append: (events) => session.step(() => appendEvents(session, events)),
    fingerprints: (versions) => session.step(() => keptFingerprints(session, versions)),
    takeCut: () => session.step(() => takeCut(session)),
    scan: (query) => scanEvents(session, query),
  }
}
