import { fail } from '@farthing/core'
import type { EventQuery, EventRemoval, StoredEvent } from '@farthing/ports'
import type { EventLog, Thread, Version } from './event-log.js'
import { slotsIn, type Slots } from './event-slots.js'

/** The cuts of a query, as lengths of the log. */
export interface ScanLengths {
  readonly cut: number
  readonly recordedAfter?: number
  readonly replacedIn?: number
}

/**
 * Effective events that a query finds at a cut, ordered by identity.
 * What would find a removed body is refused. Looks at the hours of the query's subjects and subscriptions only, or at all when it names none; sorts what it finds.
 */
export function scanLog(log: EventLog, query: EventQuery, lengths: ScanLengths): readonly StoredEvent[] {
  const accepts = acceptanceOf(query)
  const found: StoredEvent[] = []
  for (const version of candidatesOf(log, query, lengths)) {
    const { stored, thread, removedBy } = version
    if (effectiveVersion(thread, lengths.cut) !== version || !accepts(stored)) continue
    if (removedBy === undefined) found.push(stored)
    else if (query.from !== firstInstant && concerns(removedBy, query)) refuseRemoved(query, removedBy)
  }
  // Identities are hexadecimal digits, where text order is byte order; each stands here once.
  return found.sort((a, b) => (a.identity < b.identity ? -1 : 1))
}

/** A range from there means what is left. */
const firstInstant = '0001-01-01T00:00:00.000000Z'

/** An event that names a subscription is no usage of whoever else has its subject. */
function concerns(removal: EventRemoval, { subjects, subscriptions }: EventQuery): boolean {
  const anybody = subjects === undefined && subscriptions === undefined
  return anybody || removal.subjects.some((subject) => subjects?.includes(subject)) || removal.subscriptions.some((id) => subscriptions?.includes(id))
}

function refuseRemoved({ from, to }: EventQuery, { id: removal }: EventRemoval): never {
  fail('storage.events_removed', { field: 'from', because: `is ${from}, and bodies of events until ${to} were compacted`, facts: { from, to, removal } })
}

/** Versions among which all are that a query finds, each once. */
function candidatesOf(log: EventLog, query: EventQuery, { cut, recordedAfter = 0, replacedIn }: ScanLengths): Iterable<Version> {
  if (replacedIn !== undefined) return replaced(log, cut, replacedIn, recordedAfter)
  const { subjects, subscriptions } = query
  if (subjects === undefined && subscriptions === undefined) return log.versions.slice(recordedAfter)
  return named(log, query, recordedAfter)
}

/** What a later cut shows a higher revision of: found by those, which this cut does not show. */
function* replaced({ amendments }: EventLog, cut: number, until: number, recordedAfter: number): Iterable<Version> {
  const threads = new Set<Thread>()
  for (const { thread, position } of amendments.slice(firstFrom(amendments, cut))) if (position < until) threads.add(thread)
  for (const thread of threads) {
    const before = effectiveVersion(thread, cut)
    const after = effectiveVersion(thread, until)
    const isReplaced = before !== undefined && after !== undefined && after.stored.event.revision > before.stored.event.revision
    if (isReplaced && before.position >= recordedAfter) yield before
  }
}

function* named({ bySubject, bySubscription }: EventLog, query: EventQuery, recordedAfter: number): Iterable<Version> {
  const subjects = new Set(query.subjects)
  for (const subject of subjects) yield* inRange(bySubject.get(subject), query, recordedAfter)
  for (const subscription of new Set(query.subscriptions)) {
    for (const version of inRange(bySubscription.get(subscription), query, recordedAfter)) if (!subjects.has(version.stored.event.subject)) yield version
  }
}

function* inRange(slots: Slots | undefined, query: EventQuery, recordedAfter: number): Iterable<Version> {
  if (slots === undefined) return
  for (const versions of slotsIn(slots, query)) yield* recordedAfter === 0 ? versions : versions.slice(firstFrom(versions, recordedAfter))
}

/** Index of the first version at this place of the log, or behind it. */
function firstFrom(versions: readonly Version[], position: number): number {
  let low = 0
  let high = versions.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((versions[middle]?.position ?? position) >= position) high = middle
    else low = middle + 1
  }
  return low
}

function effectiveVersion(thread: Thread, cut: number): Version | undefined {
  let highest: Version | undefined
  for (const version of thread) {
    if (version.position < cut && (highest === undefined || version.stored.event.revision > highest.stored.event.revision)) highest = version
  }
  return highest
}

function acceptanceOf(query: EventQuery): (stored: StoredEvent) => boolean {
  const types = query.types && new Set(query.types)
  const subjects = new Set(query.subjects)
  const subscriptions = new Set(query.subscriptions)
  const anybody = query.subjects === undefined && query.subscriptions === undefined
  return ({ event, identity }) => {
    if (query.after !== undefined && identity <= query.after) return false
    if (event.data === null || event.time < query.from || event.time >= query.to) return false
    if (types && !types.has(event.type)) return false
    return anybody || subjects.has(event.subject) || (event.subscription !== undefined && subscriptions.has(event.subscription))
  }
}
