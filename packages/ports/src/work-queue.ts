import type { Instant, TenantId } from '@farthing/core'

/** Something to do for a tenant, such as sealing a period. A name, and no data of a customer: workers of all tenants read it. */
export interface WorkItem {
  readonly tenant: TenantId
  readonly kind: string
  /** What it is about. There is one item for each (tenant, kind, key), however often it is added. */
  readonly key: string
}

/** An item that one worker has for a while. */
export interface LeasedWork extends WorkItem {
  /** Tells this lease from every other one, also of the same item. */
  readonly lease: string
  /** 1 for the first. */
  readonly attempt: number
}

/** An item that nobody tries any more, with its reason, until somebody revives it. */
export interface WorkAside extends WorkItem {
  readonly attempts: number
  readonly reason: string
  readonly setAsideAt: Instant
}

export interface ClaimRequest {
  /** 1 to 1,000. */
  readonly limit: number
  /** How long each item is ours, 1 to 3,600,000 ms; seconds, so that what a dead worker held is soon taken over. */
  readonly leaseMs: number
  /** All unless given. */
  readonly kinds?: readonly string[]
  /** Leases of one item before it is set aside; 5 unless given. */
  readonly maxAttempts?: number
}

/**
 * Work for many workers. At least once: a worker that is slower than its lease may find that another has done the same, so what it does has to be idempotent.
 * Leases go by the clock of the storage, never by that of a worker. Proved by `workQueueSuite`.
 */
export interface WorkQueue {
  /**
   * Adds items, due now or after `delayMs`. One that waits already stays as it is; one that is leased is due again when that lease completes; one
   * that was set aside stays aside.
   */
  add(items: readonly WorkItem[], options?: { readonly delayMs?: number }): Promise<void>
  /**
   * Leases items that are due, those of a worker that did not come back among them. Never waits for another worker.
   *
   * Fair between tenants: an item of a tenant that has few is not behind the thousands that another added before it. Within a tenant the order is that of
   * adding. An item whose leases have run out `maxAttempts` times is set aside, and the others go on.
   */
  claim(request: ClaimRequest): Promise<readonly LeasedWork[]>
  /** Keeps an item for longer, from now; false when the lease is lost. */
  extend(work: LeasedWork, leaseMs: number): Promise<boolean>
  /** The work is done. Gives how many of the leases were still held; the others change nothing. */
  complete(work: readonly LeasedWork[]): Promise<number>
  /** Gives an item back, to be tried again after a while; false when the lease is lost. */
  retry(work: LeasedWork, after: { readonly reason: string; readonly delayMs: number }): Promise<boolean>
  /** Gives an item up; false when the lease is lost. */
  setAside(work: LeasedWork, reason: string): Promise<boolean>
  /** Items that were set aside, the longest one first; at most 1,000, 100 unless given. */
  listAside(limit?: number): Promise<readonly WorkAside[]>
  /** Makes an item that was set aside due again, its attempts counted anew; false when there is none. */
  revive(item: WorkItem): Promise<boolean>
}
