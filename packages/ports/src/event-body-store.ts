import type { EventLeaf, Hash, Instant, Interval, JsonObject } from '@farthing/core'
import type { EventVersion, StoredEvent } from './event-store.js'
import type { Page, PageRequest } from './page.js'

/** Which bodies somebody has decided about: events of these subjects or subscriptions, in a range of event time, that a cut shows. */
export interface EventBodySelection extends Interval {
  /** With the subscriptions a union, as in a scan; both empty select nothing. */
  readonly subjects: readonly string[]
  readonly subscriptions: readonly string[]
  /** Types whose bodies stay. */
  readonly keptTypes: readonly string[]
  readonly cut: string
}

/**
 * A decision about bodies of events. `compaction`: they go. `erasure`: they are replaced by what is left of them. `release`: all that the cut shows of the range,
 * whoever's they are, may go with the table of their month, where the storage has such tables; its subjects and subscriptions are empty, and nothing goes by it alone.
 */
export interface EventRemoval extends EventBodySelection {
  /** Unique within the tenant. */
  readonly id: string
  readonly kind: 'compaction' | 'erasure' | 'release'
  /** Whose personal data an erasure is about. */
  readonly account?: string
  readonly by: string
  readonly at: Instant
  readonly reason: string
}

/** What is left of an event: its data, and its attributes that Farthing or a meter reads. */
export interface ReducedEvent extends EventVersion {
  readonly data: JsonObject
  readonly extensions?: { readonly [attribute: string]: string | number | boolean }
}

/**
 * Bodies of one tenant's events, and the one way to let them go: by a decision that is kept for good. Identities, revisions and fingerprints stay, so an event that is
 * sent again is still a duplicate, and evidence over events holds.
 *
 * A scan that a removed body could belong to is refused with `storage.events_removed`, unless it begins at 0001-01-01T00:00:00.000000Z: that one finds what is left.
 * Not for every role: on PostgreSQL the application has no right to decide or to remove. Proved by `eventBodyStoreSuite`.
 */
export interface EventBodyStore {
  /** Every revision of a selection that has a body, also those that another revision has replaced; by time, identity and revision. The cursor is of this list. */
  list(selection: EventBodySelection, page?: PageRequest): Promise<Page<StoredEvent>>
  /** Keeps a decision. The same again is a no-op. @throws `storage.conflict` where the id has other content */
  decide(removal: EventRemoval): Promise<void>
  /** A decision by its id. */
  decision(id: string): Promise<EventRemoval | undefined>
  /** Takes away the bodies of a compaction, and gives how many there were. What it does not select, or is gone, stays as it is. At most 10,000 at once. */
  remove(removal: string, versions: readonly EventVersion[]): Promise<number>
  /** Replaces the bodies of an erasure, and gives how many there were. What it does not select, or is gone, stays as it is. At most 10,000 at once. */
  reduce(removal: string, events: readonly ReducedEvent[]): Promise<number>
  /** What stays of the bodies that a compaction has removed so far, in the order of the list. */
  removed(removal: string, page?: PageRequest): Promise<Page<EventLeaf>>
  /** For each identity, in their order, the id of a compaction that took a body of it, of several any one; `undefined` where none did. */
  removalsOf(identities: readonly Hash[]): Promise<readonly (string | undefined)[]>
}
