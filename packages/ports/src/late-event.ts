import type { Hash, Instant, Interval, KnownAt, TenantId } from '@farthing/core'

/**
 * What happened to a sealed period after its cut, by event. `arrived`: the event was not in the cut. `amended`: another revision of it was. `withdrawn`:
 * it was usage in the cut, and has been voided, moved out of the period, or amended to what no meter of the subscription reads.
 */
export type LateChange = 'arrived' | 'amended' | 'withdrawn'

/** An event of a sealed period that differs from what its cut shows. Derived, never stored. `from` and `to` are the period's. */
export interface LateEvent extends Interval {
  readonly change: LateChange
  readonly account: string
  readonly subscription: string
  /** Meters of the subscription that read it now, or did in the cut; by name. */
  readonly meters: readonly string[]
  readonly identity: Hash
  /** The revision that is late; of one that is withdrawn, the revision that the cut shows. */
  readonly revision: number
  readonly source: string
  readonly id: string
  /** Event time of that revision, and when it was received. */
  readonly time: Instant
  readonly receivedAt: Instant
  /** What it is late for: the cut of the invoice of the period, or of its newest seal while there is none. */
  readonly knownAt: KnownAt
}

/** What others are told of a late event, as a CloudEvent. The same event, revision and period has the same id. */
export interface UsageLateMessage {
  readonly specversion: '1.0'
  readonly type: 'usage.late'
  readonly source: 'farthing'
  readonly id: Hash
  readonly tenant: TenantId
  /** The account. */
  readonly subject: string
  readonly time: Instant
  readonly data: LateEvent
}
