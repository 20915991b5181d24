import type { AppendOutcome, EventQuery, EventStore, IncomingEvent } from '@farthing/ports'
import { shownLength } from './cut-length.js'
import { scanLog, type ScanLengths } from './scan-log.js'
import { appendVersion, findVersion, truncateLog, type EventLog } from './event-log.js'
import { frozenCopy } from '../rows/frozen-copy.js'
import type { Transaction } from '../rows/transaction.js'

const pageSize = 1000

export function memoryEventStore(log: EventLog, transaction: Transaction): EventStore {
  // One transaction of a tenant runs at a time, so all that stands in the log at its start is committed.
  const committed = log.versions.length
  return {
    append: (events) =>
      transaction.step(() => {
        const before = log.versions.length
        transaction.onRollback(() => truncateLog(log, before))
        return events.map((incoming) => appendOne(log, incoming))
      }),
    fingerprints: (versions) => transaction.step(() => versions.map(({ identity, revision }) => findVersion(log, identity, revision)?.fingerprint)),
    takeCut: () => transaction.step(() => `length:${committed}`),
    async *scan(query: EventQuery) {
      const found = await transaction.step(() => scanLog(log, query, lengthsOf(query, log)))
      for (let start = 0; start < found.length; start += pageSize) {
        yield await transaction.step(() => found.slice(start, start + pageSize))
      }
    },
  }
}

function appendOne(log: EventLog, incoming: IncomingEvent): AppendOutcome {
  const kept = findVersion(log, incoming.identity, incoming.event.revision)
  if (kept !== undefined) return kept.fingerprint === incoming.fingerprint ? 'duplicate' : 'conflict'
  appendVersion(log, frozenCopy(incoming))
  return 'accepted'
}

function lengthsOf({ cut, recordedAfter, replacedIn }: EventQuery, log: EventLog): ScanLengths {
  return {
    cut: cut === undefined ? log.versions.length : shownLength(cut, log),
    ...(recordedAfter === undefined ? {} : { recordedAfter: shownLength(recordedAfter, log) }),
    ...(replacedIn === undefined ? {} : { replacedIn: shownLength(replacedIn, log) }),
  }
}
