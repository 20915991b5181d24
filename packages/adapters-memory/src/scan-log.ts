import type { EventQuery, StoredEvent } from '@farthing/ports'
import type { EventLog, Thread } from './event-log.js'
import { membersUnder } from './multi-map.js'

/**
 * Effective events that a query finds at a cut, ordered by identity.
 * Looks at the events of the query's subjects and subscriptions only, or at all when it names none; sorts what it finds.
 */
export function scanLog(log: EventLog, query: EventQuery, cut: number): readonly StoredEvent[] {
  const accepts = acceptanceOf(query)
  const found: StoredEvent[] = []
  for (const thread of threadsOf(log, query)) {
    const effective = effectiveVersion(thread, cut)
    if (effective !== undefined && accepts(effective)) found.push(effective)
  }
  // Identities are hexadecimal digits, where text order is byte order; each stands here once.
  return found.sort((a, b) => (a.identity < b.identity ? -1 : 1))
}

function threadsOf(log: EventLog, { subjects, subscriptions }: EventQuery): Iterable<Thread> {
  if (subjects === undefined && subscriptions === undefined) return log.threads.values()
  return new Set([...membersUnder(log.bySubject, subjects ?? []), ...membersUnder(log.bySubscription, subscriptions ?? [])])
}

function effectiveVersion(thread: Thread, cut: number): StoredEvent | undefined {
  let highest: StoredEvent | undefined
  for (const { stored, position } of thread) {
    if (position < cut && (highest === undefined || stored.event.revision > highest.event.revision)) highest = stored
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
