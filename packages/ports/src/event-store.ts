import type { Hash, IdentifiedEvent, Instant } from '@farthing/core'

/** An event that passed validation, with its digests: `identityOf` and `fingerprintEvent` decide, and a store needs no digest of its own. */
export interface IncomingEvent extends IdentifiedEvent {
  readonly receivedAt: Instant
}

/** An event as a store gives it back: what came in, byte for byte. Of duplicates, the one that was accepted. */
export type StoredEvent = IncomingEvent

/** `accepted`: kept now. `duplicate`: the same identity, revision and fingerprint is kept already. `conflict`: another fingerprint is. */
export type AppendOutcome = 'accepted' | 'duplicate' | 'conflict'

/** What decides about an event: kept once, with one fingerprint. */
export interface EventVersion {
  readonly identity: Hash
  readonly revision: number
}

export interface EventQuery {
  /** Event time: inside. */
  readonly from: Instant
  /** Event time: outside. A range with `from` at or after `to` holds no instant, so nothing is found. */
  readonly to: Instant
  /** CloudEvents types; all unless given, none when empty. */
  readonly types?: readonly string[]
  /**
   * Events of these subjects; an empty list matches none. Subjects and subscriptions are a union: an event that matches either is found.
   * With neither given, all events match.
   */
  readonly subjects?: readonly string[]
  /** Events that name one of these subscriptions themselves; an empty list matches none. */
  readonly subscriptions?: readonly string[]
  /** Only events behind this identity: a scan that was stopped goes on. */
  readonly after?: Hash
  /** What could be seen. Unless given: everything that this transaction sees when the scan starts, its own events included. */
  readonly cut?: string
  /** Only effective events that this cut does not show: what came in after it, amendments among them. Voids are no effective events. */
  readonly recordedAfter?: string
  /** Only effective events of which this cut shows a higher revision, wherever that one lies and whatever it says: what was amended or voided until then. */
  readonly replacedIn?: string
}

/**
 * Usage events of one tenant. Append-only: nothing is changed or removed.
 *
 * Proved by `eventStoreSuite`.
 */
export interface EventStore {
  /**
   * Decides and keeps a batch of any size, atomically; an empty one gives no outcomes.
   *
   * One (identity, revision) is kept once, whatever arrives twice, in other batches or concurrently: a unique key decides,
   * and a second transaction waits for the first. Outcomes stand in the order of the batch; a repeat inside it is decided as
   * if it came later. Neither a duplicate nor a conflict changes what is kept. Revisions may arrive in any order.
   */
  append(events: readonly IncomingEvent[]): Promise<readonly AppendOutcome[]>

  /** The fingerprints that are kept under these, in their order; `undefined` where nothing is. Decides nothing: another may be kept right after. */
  fingerprints(versions: readonly EventVersion[]): Promise<readonly (Hash | undefined)[]>

  /**
   * An opaque token, at most 8,192 characters, for what is committed at this moment. Valid for as long as events are kept.
   *
   * An event is in a cut iff its transaction had committed when the cut was taken. So events of this transaction are not in it,
   * nor those of another that is still open, even if either commits later: a cut never changes what it shows.
   */
  takeCut(): Promise<string>

  /**
   * Effective events in the time range, in pages of 1 to 1,000, ordered by identity bytes.
   *
   * Effective is the highest revision of an identity inside the cut. Filters look at effective events only: an amendment that moves
   * an event to another time, subject or type is found there and no longer at the old place; a voided event is not found at all.
   * Nothing is promised about events that this transaction appends while the scan is open.
   *
   * With `recordedAfter` or `replacedIn` a scan costs what was recorded between the cuts, and not what its range holds.
   *
   * @throws `storage.cut_unknown` for a token that this storage did not give.
   */
  scan(query: EventQuery): AsyncIterable<readonly StoredEvent[]>
}
