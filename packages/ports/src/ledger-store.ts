import type { CurrencyCode, Hash } from '@farthing/core'
import type { LedgerAccount, LedgerTransaction } from '@farthing/ledger'
import type { TimeScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** What an account of the book holds in one currency. */
export interface LedgerBalance {
  readonly currency: CurrencyCode
  /** Integer minor units as text; positive is a debit balance. */
  readonly amountMinor: string
}

/** The book of one tenant. Append-only. Proved by `ledgerStoreSuite`. */
export interface LedgerStore {
  /**
   * Keeps a transaction once; the same id again with the same content is a no-op.
   *
   * The last guard of the book, whoever writes to it. An adapter may refuse at commit what it cannot refuse here.
   *
   * @throws `storage.conflict` when the id exists with other content.
   * @throws `ledger.unbalanced` when entries do not sum to zero per currency.
   * @throws `ledger.entry_invalid` when an amount is not a canonical, non-zero integer of at most 38 digits; `NaN` is none.
   * @throws `ledger.period_closed` for a day of closed books; a transaction that is kept already is none of those.
   * @throws `storage.tenant_mismatch` when it names another tenant.
   */
  put(transaction: LedgerTransaction): Promise<void>
  /**
   * Keeps any number of transactions in one step, as `put` keeps each; one that is refused leaves none of them. The same one may stand twice.
   *
   * @throws what `put` throws
   */
  putAll(transactions: readonly LedgerTransaction[]): Promise<void>
  get(id: Hash): Promise<LedgerTransaction | undefined>
  /** Ordered by booking time, then id bytes; booked within a time, where one is given. */
  list(page?: PageRequest, when?: TimeScope): Promise<Page<LedgerTransaction>>
  /** Transactions that have an entry of a billing account, in any role. Ordered by booking time, then id bytes; booked within a time, where one is given. */
  listOfAccount(account: string, page?: PageRequest, when?: TimeScope): Promise<Page<LedgerTransaction>>
  /**
   * Exact sum of all entries of an account, per currency that has any, ordered by currency; `"0"` when they cancel out.
   * The account is matched as a whole: one without `account` or `routing` is another than one with it.
   */
  balance(account: LedgerAccount): Promise<readonly LedgerBalance[]>
}
