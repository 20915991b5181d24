import type { Account, Hash, Instant, Interval, KnownAt, Usage, Json } from '@farthing/core'
import type { Charge, PlanVersion, Subscription } from '@farthing/pricing'
import type { IssuedInvoice, LedgerAccount, LedgerTransaction } from '@farthing/ledger'
import type { EventStore } from './event-store.js'

/** A page of a list. `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}

export interface PageRequest {
  /** From 1 to 1,000; 100 unless given. */
  readonly limit?: number
  /** `next` of the page before. */
  readonly cursor?: string
}

/** What a seal saw and gave: the usage buckets of one subscription and interval at one cut. */
export interface SealedUsage extends Interval {
  readonly subscription: string
  /** 0 for the first seal; an event after the seal makes the next revision. */
  readonly revision: number
  readonly knownAt: KnownAt
  /** On the stored grid, ordered by (meter, dimensions, from). */
  readonly buckets: readonly Usage[]
}

export interface UsageStore {
  /** Keeps the next revision. @throws `storage.conflict` when the revision exists with other content. */
  put(usage: SealedUsage): Promise<void>
  /** The newest revision that covers exactly this interval. */
  latest(subscription: string, interval: Interval): Promise<SealedUsage | undefined>
}

export interface ChargeRevision {
  readonly charge: Charge
  readonly revision: number
}

export interface ChargeStore {
  /**
   * Keeps a rating: returns the head revision when it has the same rating key, else stores the next revision.
   * Unique on (chargeKey, revision).
   */
  put(charge: Charge): Promise<ChargeRevision>
  head(chargeKey: Hash): Promise<ChargeRevision | undefined>
}

export interface DocumentStore {
  /** Keeps an issued invoice. @throws `storage.conflict` when (account, from, to, sequence) or the number is taken. */
  put(invoice: IssuedInvoice): Promise<void>
  get(id: Hash): Promise<IssuedInvoice | undefined>
  findByPeriod(account: string, interval: Interval): Promise<IssuedInvoice | undefined>
  list(filter: { readonly account?: string }, page?: PageRequest): Promise<Page<IssuedInvoice>>
  /** The next number of a series, gapless: taken in this transaction, given back when it rolls back. Starts at 1. */
  nextNumber(series: string): Promise<number>
}

export interface LedgerStore {
  /** Keeps a balanced transaction once; the same id again with the same content is a no-op. @throws `storage.conflict` otherwise. */
  put(transaction: LedgerTransaction): Promise<void>
  get(id: Hash): Promise<LedgerTransaction | undefined>
  list(page?: PageRequest): Promise<Page<LedgerTransaction>>
  /** Sum of entries in minor units, per currency. */
  balance(account: LedgerAccount): Promise<readonly { readonly currency: string; readonly amountMinor: string }[]>
}

export interface AccountStore {
  put(account: Account): Promise<void>
  get(id: string): Promise<Account | undefined>
}

export interface SubscriptionStore {
  put(subscription: Subscription): Promise<void>
  get(id: string): Promise<Subscription | undefined>
  list(filter: { readonly account?: string; readonly subject?: string }, page?: PageRequest): Promise<Page<Subscription>>
}

export interface PlanVersionStore {
  /** Keeps a published version; the same version again is a no-op. */
  put(version: PlanVersion): Promise<void>
  get(version: Hash): Promise<PlanVersion | undefined>
}

/** The recorded result of a command: a repeat returns it, another payload under the same key is a conflict. */
export interface CommandRecord {
  readonly kind: string
  readonly key: string
  readonly fingerprint: Hash
  readonly actor: string
  readonly correlation: string
  readonly at: Instant
  readonly result: Json
}

export interface CommandStore {
  get(kind: string, key: string): Promise<CommandRecord | undefined>
  /** @throws `storage.conflict` when (kind, key) is taken. */
  put(record: CommandRecord): Promise<void>
}

/** Every store, bound to one tenant and one transaction. */
export interface Stores {
  readonly events: EventStore
  readonly usage: UsageStore
  readonly charges: ChargeStore
  readonly documents: DocumentStore
  readonly ledger: LedgerStore
  readonly accounts: AccountStore
  readonly subscriptions: SubscriptionStore
  readonly planVersions: PlanVersionStore
  readonly commands: CommandStore
}

export interface Storage {
  /**
   * Runs `work` in one transaction of one tenant: all of it is kept, or nothing.
   * Unique keys decide every "once", so this is correct at READ COMMITTED. `work` may run concurrently with others.
   */
  transaction<T>(tenant: string, work: (stores: Stores) => Promise<T>): Promise<T>
}
