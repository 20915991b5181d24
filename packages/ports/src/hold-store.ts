import type { CurrencyCode, Hash } from '@farthing/core'
import type { Hold, LedgerAccount } from '@farthing/ledger'
import type { Page, PageRequest } from './page.js'

/** A hold as it stood after one of its steps. */
export interface HoldRecord extends Hold {
  /** 1 when it is placed, 2 when it has ended. */
  readonly revision: number
  /** Whose balance it is: the billing account of `book`. */
  readonly account: string
  /** The account of the book that it is held on. */
  readonly book: LedgerAccount
  readonly currency: CurrencyCode
  /** Of (tenant, currency, account of the book): `ledgerAccountId`. */
  readonly pool: Hash
}

/** Conditions that must hold together. */
export interface HoldFilter {
  readonly account?: string
  readonly pool?: Hash
  readonly status?: Hold['status']
}

/** Holds of one tenant. Append-only: a step is kept beside the one before. Proved by `holdStoreSuite`. */
export interface HoldStore {
  /** Adds a step, behind the one before; the same again is a no-op. @throws `storage.conflict` when its revision is taken by other content, or is not the next */
  append(record: HoldRecord): Promise<void>
  /** The last step. */
  get(id: string): Promise<HoldRecord | undefined>
  /** The last steps of all holds, ordered by placing, then id bytes. */
  list(filter: HoldFilter, page?: PageRequest): Promise<Page<HoldRecord>>
}
