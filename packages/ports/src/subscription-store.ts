import type { Subscription } from '@farthing/pricing'
import type { AccountScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** Conditions that must hold together. */
export interface SubscriptionFilter extends AccountScope {
  /** Name of the plan that it started on. */
  readonly plan?: string
  /** Subscriptions that bill this subject: it is one of `subjects`, or the account where there are none. */
  readonly subject?: string
  /** Subscriptions that this account resells: it has their wholesale side. */
  readonly reseller?: string
}

/** What subscriptions are looked for by; one of either is enough. */
export interface SubscriptionsMeant {
  readonly ids: readonly string[]
  /** As `subject` of {@link SubscriptionFilter}. */
  readonly subjects: readonly string[]
}

/** Subscriptions of one tenant. Proved by `subscriptionStoreSuite`. */
export interface SubscriptionStore {
  /** Keeps a subscription, or replaces the one with this id as a whole. Of concurrent ones, the last to commit stays. */
  put(subscription: Subscription): Promise<void>
  get(id: string): Promise<Subscription | undefined>
  /**
   * As `get`, in order to replace it: until this transaction ends, others that load the same one wait and then get what it has put. So that of
   * two changes decided at once neither is lost.
   */
  load(id: string): Promise<Subscription | undefined>
  /** Those with one of these ids and those that bill one of these subjects, each once, ordered by id bytes. One step, however many they are. */
  find(meant: SubscriptionsMeant): Promise<readonly Subscription[]>
  /** Ordered by id bytes. */
  list(filter: SubscriptionFilter, page?: PageRequest): Promise<Page<Subscription>>
}
