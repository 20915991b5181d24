import type { Account, CurrencyCode } from '@farthing/core'
import type { Page, PageRequest } from './page.js'

/** Conditions that must hold together. */
export interface AccountFilter {
  /** Ids; none where it is empty. Up to 10,000. */
  readonly accounts?: readonly string[]
  readonly kind?: Account['kind']
  readonly currency?: CurrencyCode
  /** Accounts directly below this one. */
  readonly parent?: string
  /** Accounts directly below one of these; none where it is empty. Up to 10,000. */
  readonly parents?: readonly string[]
}

/** Accounts of one tenant. Proved by `accountStoreSuite`. */
export interface AccountStore {
  /** Keeps an account, or replaces the one with this id as a whole. Of concurrent ones, the last to commit stays. */
  put(account: Account): Promise<void>
  get(id: string): Promise<Account | undefined>
  /** Ordered by id bytes. */
  list(filter: AccountFilter, page?: PageRequest): Promise<Page<Account>>
  /**
   * Takes the turn of an account, which need not exist: until this transaction ends, others that want it wait, and then see what this one has kept.
   *
   * For whoever decides by what an account has and writes what follows, such as what a payment settles. Of several accounts, take the turns in the order
   * of their ids.
   *
   * @throws `storage.contention` where a transaction that waited could not see what was kept: run it again
   */
  lock(id: string): Promise<void>
}
