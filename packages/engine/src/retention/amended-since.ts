import type { UsageCompaction } from '@farthing/ledger'
import { listAll, type EventBodySelection, type StoredEvent, type Stores } from '@farthing/ports'
import { findEvent } from '../explain/find-event.js'

/** Where a decision and an amendment meet: between them a body could be counted, amended and gone, and its period could be read no more. */

/** An event of these selections that was amended or voided after their cut; none where every one is as it was. Costs what was recorded since. */
export async function amendedSince(stores: Stores, selections: readonly EventBodySelection[]): Promise<StoredEvent | undefined> {
  const replacedIn = await stores.events.takeCut()
  for (const { keptTypes, ...query } of selections) {
    for await (const page of stores.events.scan({ ...query, replacedIn })) {
      const amended = page.find(({ event }) => !keptTypes.includes(event.type))
      if (amended !== undefined) return amended
    }
  }
  return undefined
}

/** The compaction that was decided and has yet to take the body of an event; none where no decision that is being carried out is about it. */
export async function compactionUnderWay(stores: Stores, identities: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const open = await listAll((page) => stores.controls.list('usage_compaction', { status: 'started' }, page))
  const found = new Map<string, string>()
  for (const { content } of open) {
    for (const identity of identities) {
      const known = await findEvent(stores, identity, content.knownAt.cut)
      if (known !== undefined && isTaken(content, known)) found.set(identity, content.id)
    }
  }
  return found
}

function isTaken({ parts, keptTypes }: UsageCompaction, { event: { type, time, subject, subscription } }: StoredEvent): boolean {
  if (keptTypes.includes(type)) return false
  return parts.some((part) => part.from <= time && time < part.to && (part.subjects.includes(subject) || (subscription !== undefined && part.subscriptions.includes(subscription))))
}
