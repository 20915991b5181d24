import type { Hash, Instant, Interval } from '@farthing/core'
import type { LateChange } from './late-event.js'
import type { Page, PageRequest } from './page.js'

/** The decision that a late event of a period is not billed. `from` and `to` are the period's. */
export interface WriteOff extends Interval {
  readonly account: string
  readonly subscription: string
  /** Of the event, with the revision that was late: a later amendment is late again. */
  readonly identity: Hash
  readonly revision: number
  /** What was late: an event that was written off when it arrived is late again when it is withdrawn. */
  readonly change: LateChange
  readonly source: string
  readonly id: string
  readonly reason: string
  readonly actor: string
  readonly at: Instant
}

/** Conditions that must hold together. */
export interface WriteOffFilter {
  readonly account?: string
  readonly subscription?: string
  /** Of exactly this period. */
  readonly period?: Interval
}

/** Write-offs of one tenant. Append-only. Proved by `writeOffStoreSuite`. */
export interface WriteOffStore {
  /**
   * Keeps a write-off, once for each (subscription, from, to, identity, revision, change). The same content again is a no-op.
   *
   * @throws `storage.conflict` when it exists with other content.
   */
  put(writeOff: WriteOff): Promise<void>
  /** Ordered by period start, then subscription, identity, revision and change, then period end. */
  list(filter: WriteOffFilter, page?: PageRequest): Promise<Page<WriteOff>>
}
