import type { Account } from '@farthing/core'
import type { Subscription } from '@farthing/pricing'
import type { Page, PageRequest } from './page.js'
import type { SubscriptionFilter } from './subscription-store.js'

/**
 * Accounts that the host keeps. Read only, and read again: the same question may be asked at any time, also inside a transaction of billing, which a
 * port must not call back into. Proved by `hostRecordsSuite`.
 */
export interface HostAccounts {
  /** `undefined` for one that does not exist; a host that cannot tell rejects. */
  get(id: string): Promise<Account | undefined>
  /** Ordered by id bytes, as pages of lists are; the cursor is any text of at most 1,024 characters. */
  list(page: PageRequest): Promise<Page<Account>>
}

/** A subscription as the host keeps it: without a plan version, that in effect at its start is meant. */
export type HostSubscription = Omit<Subscription, 'planVersion' | 'wholesale'> & Partial<Pick<Subscription, 'planVersion'>> & {
  readonly wholesale?: Omit<NonNullable<Subscription['wholesale']>, 'planVersion'> & Partial<Pick<NonNullable<Subscription['wholesale']>, 'planVersion'>>
}

/** Subscriptions that the host keeps; as {@link HostAccounts}. */
export interface HostSubscriptions {
  get(id: string): Promise<HostSubscription | undefined>
  /** Those that fulfil all conditions, ordered by id bytes. */
  list(filter: SubscriptionFilter, page: PageRequest): Promise<Page<HostSubscription>>
}

/** A catalogue that the host keeps: what `defineCatalog` takes, as plain data. */
export interface HostCatalog {
  load(): Promise<unknown>
}
