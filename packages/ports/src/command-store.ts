import type { FailureCode, Hash, Instant, Json } from '@farthing/core'
import type { Page, PageRequest } from './page.js'

/** A record that a command wrote. */
export interface RecordChange {
  /** What it is, such as `account` or `ledger_transaction`. */
  readonly record: string
  /** What it is found by. */
  readonly id: string
  /** Digest of what stood there; absent where nothing did. */
  readonly before?: Hash
  /** Digest of what stands there since. */
  readonly after: Hash
}

/** The recorded result of a command: a repeat returns it, another payload under the same key is a conflict. */
export interface CommandRecord {
  readonly kind: string
  /** Given by the caller; with the tenant and `kind` it is the command's identity. */
  readonly key: string
  /** Digest of the payload. */
  readonly fingerprint: Hash
  readonly actor: string
  readonly correlation: string
  /** Why, as the caller said; absent where nothing was said. */
  readonly reason?: string
  readonly at: Instant
  readonly result: Json
  /** What it wrote, in that order: the first 1,000. Absent in records of versions that did not keep it. */
  readonly changes?: readonly RecordChange[]
  /** How many records it wrote, also those that `changes` leaves out. */
  readonly changeCount?: number
}

/**
 * That a command was refused: it has no result. One of several steps, such as a payment at a provider or a rewind, may have kept those before. What it was asked for is there as a
 * digest alone.
 */
export interface CommandRefusal {
  readonly id: Hash
  readonly kind: string
  /** As it was given; absent where it was no text of 1 to 256 characters. Says nothing of what the key does next. */
  readonly key?: string
  /** Digest of the whole input; absent where that is no plain JSON. */
  readonly fingerprint?: Hash
  readonly actor: string
  /** Absent where neither one nor a key was given. */
  readonly correlation?: string
  /** Why, as the caller said. */
  readonly reason?: string
  readonly at: Instant
  /** Of the failure, and what it named. */
  readonly code: FailureCode
  readonly field: string
}

/** Conditions that must hold together. */
export interface CommandFilter {
  readonly kind?: string
  readonly actor?: string
  readonly correlation?: string
  /** Inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly to?: Instant
}

/** Commands of one tenant, done and refused. Append-only. Proved by `commandStoreSuite`. */
export interface CommandStore {
  get(kind: string, key: string): Promise<CommandRecord | undefined>
  /**
   * Records a command in the transaction of its effects.
   *
   * @throws `storage.conflict` when (kind, key) is taken, also by the same content: whoever comes second must roll its effects back
   * and then return what is recorded.
   */
  put(record: CommandRecord): Promise<void>
  /** Ordered by time, then kind and key bytes. */
  list(filter: CommandFilter, page?: PageRequest): Promise<Page<CommandRecord>>
  /** Keeps a refusal, in a transaction that does nothing else; the same again is a no-op. @throws `storage.conflict` when its id is taken by other content */
  refuse(refusal: CommandRefusal): Promise<void>
  /** Ordered by time, then id bytes. */
  refusals(filter: CommandFilter, page?: PageRequest): Promise<Page<CommandRefusal>>
}
