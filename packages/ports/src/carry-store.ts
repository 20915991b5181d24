import type { Hash, Instant, Interval } from '@farthing/core'
import type { Carry, Side } from '@farthing/pricing'

/** What a billed period of a subscription handed on to the next: rollover, draw-down, coupon uses, levels. `from` and `to` are the period's. */
export interface CarryRecord extends Interval {
  /** Its id; for the program of an account the id that is derived from account and currency. */
  readonly subscription: string
  readonly side: Side
  readonly carry: Carry
  /** Of `carry`, tagged `carry/1`. */
  readonly hash: Hash
  /** 0, unless corrections of the period handed on something else: then how many. */
  readonly revision?: number
  /** Id of the document that billed the period. */
  readonly document: Hash
}

/** Whose carry is asked for. */
export interface CarryQuestion {
  readonly subscription: string
  readonly side: Side
  /** Inclusive: a period that ends at it has handed on. */
  readonly until: Instant
}

/** What periods handed on, of one tenant. Append-only. Proved by `carryStoreSuite`. */
export interface CarryStore {
  /**
   * Keeps what a period handed on, once for each (subscription, side, from, to, revision). The same content again is a no-op.
   *
   * @throws `storage.conflict` when it exists with other content
   */
  put(record: CarryRecord): Promise<void>
  /** That of the last period that ended by an instant. Of periods that end together, the one that began last; of its revisions the last. */
  latest(question: CarryQuestion): Promise<CarryRecord | undefined>
}
