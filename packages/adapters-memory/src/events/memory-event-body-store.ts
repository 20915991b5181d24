import { assertInvariant, fail, type EventLeaf } from '@farthing/core'
import type { EventBodySelection, EventBodyStore, EventRemoval, EventVersion, StoredEvent } from '@farthing/ports'
import { shownLength } from './cut-length.js'
import type { EventLog, Version } from './event-log.js'
import { frozenCopy } from '../rows/frozen-copy.js'
import { listPage } from '../rows/list-page.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export function memoryEventBodyStore(log: EventLog, rows: Rows<EventRemoval>, transaction: Transaction): EventBodyStore {
  const table = openTable(rows, transaction)
  const decided = (id: string, kind: EventRemoval['kind']): EventRemoval => {
    const removal = table.get(id)
    if (removal?.kind === kind) return removal
    return fail('storage.removal_unknown', { field: 'removal', because: `is ${JSON.stringify(id)}, and no ${kind} of that id was decided`, facts: { removal: id } })
  }
  const change = (version: Version, next: Pick<Version, 'stored' | 'removedBy'>): void => {
    const { stored, removedBy } = version
    transaction.onRollback(() => Object.assign(version, { stored, removedBy }))
    Object.assign(version, next)
  }
  return {
    list: (selection, page) => transaction.step(() => {
      const { items, ...rest } = listPage(log.versions.filter(selectedBy(log, selection)), keyOfVersion, page)
      return { items: items.map(({ stored }) => stored), ...rest }
    }),
    decide: (removal) => transaction.step(() => writeOnce(table, removal, { key: removal.id, field: 'removal' })),
    decision: (id) => transaction.step(() => table.get(id)),
    remove: (id, versions) => transaction.step(() => {
      const removedBy = decided(id, 'compaction')
      const found = versionsOf(log, removedBy, checkCount(versions))
      for (const version of found) change(version, { stored: frozenCopy(withoutBody(version.stored)), removedBy })
      return found.length
    }),
    reduce: (id, events) => transaction.step(() => {
      const found = versionsOf(log, decided(id, 'erasure'), checkCount(events))
      const left = new Map(events.map((event) => [keyOf(event), event]))
      for (const version of found) {
        const { extensions: _, ...event } = version.stored.event
        const reduced = left.get(nameOf(version))
        assertInvariant(reduced !== undefined, 'what was found was asked for')
        const { data, extensions } = reduced
        change(version, { stored: frozenCopy({ ...version.stored, event: { ...event, data, ...(extensions === undefined ? {} : { extensions }) } }), removedBy: undefined })
      }
      return found.length
    }),
    removalsOf: (identities) => transaction.step(() => identities.map((identity) => log.threads.get(identity)?.find(({ removedBy }) => removedBy !== undefined)?.removedBy?.id)),
    removed: (id, page) => transaction.step(() => {
      const { items, ...rest } = listPage(log.versions.filter(({ removedBy }) => removedBy?.id === id), keyOfVersion, page)
      return { items: items.map(({ stored: { identity, fingerprint, event } }): EventLeaf => ({ identity, revision: event.revision, fingerprint })), ...rest }
    }),
  }
}

const most = 10_000

function checkCount<T>(versions: readonly T[]): readonly T[] {
  if (versions.length <= most) return versions
  return fail('storage.count_invalid', { field: 'versions', because: `are ${versions.length}, more than ${most}`, facts: { count: versions.length } })
}

const keyOfVersion = ({ stored: { identity, event } }: Version): readonly string[] => [event.time, identity, revisionText(event.revision)]

const nameOf = ({ stored: { identity, event: { revision } } }: Version): string => keyOf({ identity, revision })

const keyOf = ({ identity, revision }: EventVersion): string => `${identity} ${revisionText(revision)}`

const revisionText = (revision: number): string => String(revision).padStart(10, '0')

/** Those that the decision selects, once each, and that have their body. */
function versionsOf(log: EventLog, removal: EventRemoval, asked: readonly EventVersion[]): readonly Version[] {
  const isSelected = selectedBy(log, removal)
  const wanted = new Set(asked.map(keyOf))
  return [...new Set(asked.flatMap(({ identity }) => log.threads.get(identity) ?? []))].filter((version) => wanted.has(nameOf(version)) && isSelected(version))
}

function selectedBy(log: EventLog, { from, to, subjects, subscriptions, keptTypes, cut }: EventBodySelection): (version: Version) => boolean {
  const [known, named, kept] = [new Set(subjects), new Set(subscriptions), new Set(keptTypes)]
  const length = shownLength(cut, log)
  return ({ stored: { event }, position, removedBy }) =>
    removedBy === undefined && event.data !== null && position < length && event.time >= from && event.time < to && !kept.has(event.type) &&
    (known.has(event.subject) || (event.subscription !== undefined && named.has(event.subscription)))
}

/** What a scan is matched with stays, so that one that would find the event is refused. */
function withoutBody({ event, ...stored }: StoredEvent): StoredEvent {
  const { type, subject, time, revision, subscription } = event
  return { ...stored, event: { id: '', source: '', type, subject, time, revision, data: {}, ...(subscription === undefined ? {} : { subscription }) } }
}
