import type { Hash, Instant, UsageEvent } from '@farthing/core'

/** An event that passed validation, with what the store needs to decide and to keep it. */
export interface IncomingEvent {
  readonly event: UsageEvent
  /** Digest of type, subject, time and data: decides between duplicate and conflict. */
  readonly fingerprint: Hash
  readonly receivedAt: Instant
}

/** `accepted`: kept now. `duplicate`: the same identity, revision and fingerprint is kept already. `conflict`: another fingerprint is. */
export type AppendOutcome = 'accepted' | 'duplicate' | 'conflict'

export interface StoredEvent extends IncomingEvent {
  /** Digest of (source, id): the order of a scan. */
  readonly identity: Hash
}

export interface EventQuery {
  /** Half-open range of event time. */
  readonly from: Instant
  readonly to: Instant
  /** CloudEvents types; all unless given. */
  readonly types?: readonly string[]
  /** Subjects; all unless given. */
  readonly subjects?: readonly string[]
  /** What could be seen; everything committed now unless given. */
  readonly cut?: string
}

/**
 * Usage events of one tenant. Append-only: nothing is changed or removed.
 *
 * Guarantees, proved by `eventStoreSuite`: one identity (source, id, revision) is kept once, whatever arrives concurrently or twice;
 * outcomes stand in the order of the batch, and a repeat inside one batch is decided as if it came later;
 * an event is in a cut iff its transaction had committed when the cut was taken; a cut never changes what it shows.
 */
export interface EventStore {
  /** Decides and keeps a batch of any size, atomically. */
  append(events: readonly IncomingEvent[]): Promise<readonly AppendOutcome[]>
  /** An opaque token for what is visible at this moment. */
  takeCut(): Promise<string>
  /**
   * Effective events (the highest revision of each identity inside the cut) with time in range, in pages.
   * Ordered by identity bytes. A voided event is left out. An amendment that moves an event in time is found at its new time only.
   */
  scan(query: EventQuery): AsyncIterable<readonly StoredEvent[]>
}
