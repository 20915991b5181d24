import type { Account } from '@farthing/core'
import type { Page, PageRequest } from './page.js'

/** Accounts of one tenant. Proved by `accountStoreSuite`. */
export interface AccountStore {
  /** Keeps an account, or replaces the one with this id as a whole. Of concurrent ones, the last to commit stays. */
  put(account: Account): Promise<void>
  get(id: string): Promise<Account | undefined>
  /** Ordered by id bytes. */
  list(page?: PageRequest): Promise<Page<Account>>
}
