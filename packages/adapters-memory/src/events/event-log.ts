import type { Hash } from '@farthing/core'
import type { EventRemoval, StoredEvent } from '@farthing/ports'
import { addToSlot, takeFromSlot, type Slots } from './event-slots.js'

/** One revision of an event. */
export interface Version {
  /** Without its body, once that was removed. */
  stored: StoredEvent
  /** The decision that took the body away. */
  removedBy?: EventRemoval | undefined
  /** Place in the log: what a cut counts. */
  readonly position: number
  /** All revisions of its identity. */
  readonly thread: Thread
}

/** All revisions of one identity, in the order of arrival. */
export type Thread = Version[]

/** Events of one tenant. A cut is a length of the log: what comes later stands behind it, and what is taken back never stood before it. */
export interface EventLog {
  readonly versions: Version[]
  readonly threads: Map<Hash, Thread>
  /** Those that may replace another, in the order of the log. */
  readonly amendments: Version[]
  readonly bySubject: Map<string, Slots>
  /** Those that name a subscription. */
  readonly bySubscription: Map<string, Slots>
}

export function emptyEventLog(): EventLog {
  return { versions: [], threads: new Map(), amendments: [], bySubject: new Map(), bySubscription: new Map() }
}

export function findVersion(log: EventLog, identity: Hash, revision: number): StoredEvent | undefined {
  return log.threads.get(identity)?.find(({ stored }) => stored.event.revision === revision)?.stored
}

export function appendVersion(log: EventLog, stored: StoredEvent): void {
  const { subject, subscription, revision } = stored.event
  const version = startOrContinue(log, stored)
  log.versions.push(version)
  if (revision > 0) log.amendments.push(version)
  addToSlot(log.bySubject, subject, version)
  if (subscription !== undefined) addToSlot(log.bySubscription, subscription, version)
}

function startOrContinue({ threads, versions }: EventLog, stored: StoredEvent): Version {
  const position = versions.length
  const known = threads.get(stored.identity)
  if (known !== undefined) {
    const version = { stored, position, thread: known }
    known.push(version)
    return version
  }
  // Few events are ever amended: one place is enough, where a push into an empty list reserves seventeen.
  const thread = new Array<Version>(1)
  const version = { stored, position, thread }
  thread[0] = version
  threads.set(stored.identity, thread)
  return version
}

/** Takes back the newest versions until the log has this length. A thread or slot that becomes empty stays where it was and shows nothing. */
export function truncateLog(log: EventLog, length: number): void {
  for (const { stored: { event }, thread } of log.versions.splice(length).reverse()) {
    thread.pop()
    if (event.revision > 0) log.amendments.pop()
    takeFromSlot(log.bySubject, event.subject, event.time)
    if (event.subscription !== undefined) takeFromSlot(log.bySubscription, event.subscription, event.time)
  }
}
