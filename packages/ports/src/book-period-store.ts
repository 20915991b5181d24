import type { Instant, LocalDate } from '@farthing/core'
import type { BookPeriods } from '@farthing/ledger'
import type { Page, PageRequest } from './page.js'

/** That somebody closed the books. */
export interface BookClosing {
  /** Last closed day, included. */
  readonly through: LocalDate
  readonly at: Instant
  readonly actor: string
  readonly correlation: string
}

/** How far the books of one tenant are closed. Append-only. Proved by `bookPeriodStoreSuite`. */
export interface BookPeriodStore {
  current(): Promise<BookPeriods>
  /**
   * Closes the books through a day. Waits for every transaction that is booking, and whoever books afterwards waits for this one: none of them
   * books on a closed day.
   *
   * @throws `storage.conflict` when they are closed through that day or a later one
   */
  close(closing: BookClosing): Promise<void>
  /** Closings by day. */
  list(page?: PageRequest): Promise<Page<BookClosing>>
}
