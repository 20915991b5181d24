import type { Interval, KnownAt, RefusedUsage, Usage } from '@farthing/core'
import type { AccountScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** The usage of one subscription in one of its periods as it stood at a cut: a copy for quick reading, derived from events and never billed from. */
export interface UsageSummary extends Interval {
  readonly subscription: string
  readonly account: string
  readonly plan: string
  /** `imported`: taken over from another system, of a time before it was billed here. Absent where it was measured. */
  readonly origin?: 'imported'
  readonly knownAt: KnownAt
  /** Ordered by meter and dimensions. */
  readonly usage: readonly Usage[]
  /** Usage of a meter that cannot be used as a whole. */
  readonly refused: readonly RefusedUsage[]
}

/** Conditions that must hold together. */
export interface SummaryFilter extends AccountScope {
  readonly subscription?: string
  /** Summaries of periods that share an instant with this interval. */
  readonly within?: Interval
}

/** Stored summaries of one tenant. Proved by `summaryStoreSuite`. */
export interface SummaryStore {
  /** Keeps a summary, or replaces the one of this (subscription, from, to) as a whole. Of concurrent ones, the last to commit stays. */
  put(summary: UsageSummary): Promise<void>
  /** The summary of exactly this interval. */
  get(subscription: string, interval: Interval): Promise<UsageSummary | undefined>
  /** Ordered by start, then subscription bytes, then end. */
  list(filter: SummaryFilter, page?: PageRequest): Promise<Page<UsageSummary>>
}
