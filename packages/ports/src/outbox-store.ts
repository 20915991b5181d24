import type { Instant, Json } from '@farthing/core'
import type { Page, PageRequest } from './page.js'

/** Something that others are told, such as `invoice.issued`. */
export interface OutboxMessage {
  /** Whom it is about: messages of one account are told in order, those of different accounts are not compared. */
  readonly account: string
  /** Follows from what it is about, so that a second delivery is seen to be one. Unique within the account. */
  readonly id: string
  /** What happened: `invoice.issued`, `usage.late`. */
  readonly topic: string
  readonly at: Instant
  readonly payload: Json
}

/** A message with its place. */
export interface OutboxEntry extends OutboxMessage {
  /** 1 for the first of its account; in the order of commits, without gaps. */
  readonly sequence: number
}

/** Which messages of an account. */
export interface OutboxRange {
  /** Behind this sequence; from the first on unless given. */
  readonly after?: number
  /** From 1 to 1,000; 100 unless given. @throws `storage.page_invalid` otherwise */
  readonly limit?: number
}

/** How far the messages of an account go. */
export interface OutboxHead {
  readonly account: string
  readonly sequence: number
}

/**
 * What others are told, of one tenant: written in the transaction of what it is about, so that neither is there without the other. Append-only.
 *
 * Delivery is for whoever reads: keep a position for each account, read behind it, deliver, then move it on. What crashes in between is delivered
 * again, so a receiver gets each message at least once and in the order of its account. Proved by `outboxStoreSuite`.
 */
export interface OutboxStore {
  /**
   * Puts a message behind the others of its account. The same id again with the same content gives the entry that is kept.
   *
   * Until this transaction ends, others that append for this account wait: a reader that sees an entry has every one before it. So append last.
   *
   * @throws `storage.conflict` when its id is kept with other content
   */
  append(message: OutboxMessage): Promise<OutboxEntry>
  /** The message of an account with this id. */
  find(account: string, id: string): Promise<OutboxEntry | undefined>
  /** Messages of an account in their order. Fewer than the limit are all that there are. */
  read(account: string, range?: OutboxRange): Promise<readonly OutboxEntry[]>
  /** Every account that has messages, by its bytes. */
  heads(page?: PageRequest): Promise<Page<OutboxHead>>
}
