/** What became of everything that was received: `received` is the sum of the others. */
export interface EventCensus {
  readonly received: number
  /** Stored: `accepted` and `unattached` receipts. */
  readonly kept: number
  readonly duplicate: number
  readonly conflict: number
  /** By failure code. */
  readonly rejected: { readonly [code: string]: number }
}

/** Counts of one tenant's receipts for all time. Proved by `censusStoreSuite`. */
export interface CensusStore {
  /**
   * Adds the counts of a batch, in the transaction that keeps its events. Counts are integers from 0 on; concurrent ones all count.
   * Called for every batch: spread the counts where ingesters would wait for each other.
   */
  add(census: EventCensus): Promise<void>
  /** The sum of all that was added; zeros before the first. */
  total(): Promise<EventCensus>
}
