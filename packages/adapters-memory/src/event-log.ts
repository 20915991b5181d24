import type { Hash } from '@farthing/core'
import type { StoredEvent } from '@farthing/ports'
import { addMember, type MultiMap } from './multi-map.js'

/** One revision of an event. */
interface Version {
  readonly stored: StoredEvent
  /** Place in the log: what a cut counts. */
  readonly position: number
}

/** All revisions of one identity, in the order of arrival. */
export type Thread = Version[]

/** Events of one tenant. A cut is a length of the log: what comes later stands behind it, and what is taken back never stood before it. */
export interface EventLog {
  readonly versions: Version[]
  readonly threads: Map<Hash, Thread>
  /** Threads that had this subject in some revision. */
  readonly bySubject: MultiMap<Thread>
  /** Threads that named this subscription in some revision. */
  readonly bySubscription: MultiMap<Thread>
}

export function emptyEventLog(): EventLog {
  return { versions: [], threads: new Map(), bySubject: new Map(), bySubscription: new Map() }
}

export function findVersion(log: EventLog, identity: Hash, revision: number): StoredEvent | undefined {
  return log.threads.get(identity)?.find(({ stored }) => stored.event.revision === revision)?.stored
}

export function appendVersion(log: EventLog, stored: StoredEvent): void {
  const { subject, subscription } = stored.event
  const version = { stored, position: log.versions.length }
  log.versions.push(version)
  const thread = startOrContinue(log, version)
  addMember(log.bySubject, subject, thread)
  if (subscription !== undefined) addMember(log.bySubscription, subscription, thread)
}

/** `[version]` holds one place where a push into `[]` reserves seventeen, and few events are ever amended. */
function startOrContinue({ threads }: EventLog, version: Version): Thread {
  const { identity } = version.stored
  const known = threads.get(identity)
  if (known !== undefined) {
    known.push(version)
    return known
  }
  const started = [version]
  threads.set(identity, started)
  return started
}

/** Takes back the newest versions until the log has this length. A thread that becomes empty stays where it was and shows nothing. */
export function truncateLog(log: EventLog, length: number): void {
  for (const { stored } of log.versions.splice(length)) log.threads.get(stored.identity)?.pop()
}
