import type { CurrencyCode, Decimal, Dimensions, Exact, Instant, PeriodUnit } from '@farthing/core'
import type { AccountScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** How much of a feature a subscription may use, as it was decided once. Says nothing about prices. */
export interface QuotaLimit {
  readonly subscription: string
  /** A meter of the catalogue. */
  readonly feature: string
  /** From 1; the last one holds. */
  readonly revision: number
  /** The most of it in each period; absent where the limit was taken away. */
  readonly quantity?: Decimal
  readonly resetPeriod: PeriodUnit
  readonly configuredAt: Instant
}

/** What is set aside of a feature, as it stood after one of its steps. */
export interface QuotaReservation {
  readonly id: string
  /** 1 when it is made, 2 when it has ended. */
  readonly revision: number
  readonly account: string
  readonly subscription: string
  /** A meter of the catalogue. */
  readonly feature: string
  readonly quantity: Decimal
  /** The group of usage that it is for; absent where none are priced apart. */
  readonly dimensions?: Dimensions
  /** What it costs at most, together with all that was set aside before it. Exact; absent where that cannot be proven. */
  readonly costAtMost?: Exact
  readonly currency: CurrencyCode
  readonly reservedAt: Instant
  /** From this instant on it can only expire. */
  readonly expiresAt: Instant
  readonly status: 'pending' | 'committed' | 'released' | 'expired'
  /** What was really used of it; of one that was committed. */
  readonly usedQuantity?: Decimal
  readonly endedAt?: Instant
}

/** Conditions that must hold together. */
export interface QuotaReservationFilter extends AccountScope {
  readonly subscription?: string
  readonly feature?: string
  readonly status?: QuotaReservation['status']
}

/** Limits and reservations of one tenant. Append-only: a step is kept beside the one before. Proved by `quotaStoreSuite`. */
export interface QuotaStore {
  /** Adds a decision, behind the one before; the same again is a no-op. @throws `storage.conflict` when its revision is taken by other content, or is not the next */
  appendLimit(limit: QuotaLimit): Promise<void>
  /** The last decisions of a subscription, one for each feature, in byte order of the features. */
  limits(subscription: string): Promise<readonly QuotaLimit[]>
  /** Adds a step, behind the one before; the same again is a no-op. @throws `storage.conflict` as above */
  append(reservation: QuotaReservation): Promise<void>
  /** The last step. */
  get(id: string): Promise<QuotaReservation | undefined>
  /** The last steps of all reservations, ordered by when they were made, then id bytes. */
  list(filter: QuotaReservationFilter, page?: PageRequest): Promise<Page<QuotaReservation>>
  /**
   * Waits until no other transaction has the turn of a feature of a subscription, and takes it until the end of this one. What is read after it has all that
   * those before have kept.
   */
  lock(subscription: string, feature: string): Promise<void>
}
