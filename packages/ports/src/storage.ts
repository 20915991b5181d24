import type { TenantId } from '@farthing/core'
import type { AccountStore } from './account-store.js'
import type { AdjustmentStore } from './adjustment-store.js'
import type { BillingRunStore } from './billing-run-store.js'
import type { BookPeriodStore } from './book-period-store.js'
import type { CarryStore } from './carry-store.js'
import type { CensusStore } from './census-store.js'
import type { ChainStore } from './chain-store.js'
import type { ChargeStore } from './charge-store.js'
import type { CommandStore } from './command-store.js'
import type { ControlStore } from './control-store.js'
import type { CorrectionStore } from './correction-store.js'
import type { CreditStore } from './credit-store.js'
import type { DeliveryStore } from './delivery-store.js'
import type { DocumentStore } from './document-store.js'
import type { EventBodyStore } from './event-body-store.js'
import type { EventStore } from './event-store.js'
import type { HoldStore } from './hold-store.js'
import type { JobStore } from './job-store.js'
import type { LedgerStore } from './ledger-store.js'
import type { OffsetStore } from './offset-store.js'
import type { PaymentStore } from './payment-store.js'
import type { OutboxStore } from './outbox-store.js'
import type { PlanVersionStore } from './plan-version-store.js'
import type { QuotaStore } from './quota-store.js'
import type { RatingRunStore } from './rating-run-store.js'
import type { ReconciliationStore } from './reconciliation-store.js'
import type { SubscriptionStore } from './subscription-store.js'
import type { SummaryStore } from './summary-store.js'
import type { TaxFilingStore } from './tax-filing-store.js'
import type { UsageStore } from './usage-store.js'
import type { WindowingStore } from './windowing-store.js'
import type { WriteOffStore } from './write-off-store.js'

/**
 * Every store, bound to one tenant and one transaction.
 *
 * What all of them promise, proved by `transactionSuite` and each store's own suite:
 * - A record comes back as it went in: the same JSON, text unchanged (no normalisation, no trimming, no case folding), keys such as
 *   `__proto__` like any other. Order is by UTF-8 bytes.
 * - What is stored does not change when the caller changes the object that it gave or got; a record that was given back may be frozen.
 * - A transaction sees its own writes. What it does not find is `undefined`, never an error.
 * - Records of other tenants do not exist: an id, key, number or period that is taken there is free here.
 * - A failure of a store dooms its transaction: every later call rejects with that failure and so does `transaction`, even when `work`
 *   catches it, and nothing is kept.
 */
export interface Stores {
  readonly events: EventStore
  readonly eventBodies: EventBodyStore
  readonly census: CensusStore
  readonly offsets: OffsetStore
  readonly windowing: WindowingStore
  readonly usage: UsageStore
  readonly summaries: SummaryStore
  readonly writeOffs: WriteOffStore
  readonly charges: ChargeStore
  readonly carries: CarryStore
  readonly documents: DocumentStore
  readonly corrections: CorrectionStore
  readonly ledger: LedgerStore
  readonly chain: ChainStore
  readonly bookPeriods: BookPeriodStore
  readonly holds: HoldStore
  readonly quotas: QuotaStore
  readonly ratingRuns: RatingRunStore
  readonly reconciliations: ReconciliationStore
  readonly billingRuns: BillingRunStore
  readonly credits: CreditStore
  readonly adjustments: AdjustmentStore
  readonly taxFilings: TaxFilingStore
  readonly payments: PaymentStore
  readonly controls: ControlStore
  readonly accounts: AccountStore
  readonly subscriptions: SubscriptionStore
  readonly planVersions: PlanVersionStore
  readonly commands: CommandStore
  readonly outbox: OutboxStore
  readonly deliveries: DeliveryStore
  readonly jobs: JobStore
}

/** Where records are kept. An adapter that offers some of the stores is a `Storage<Pick<Stores, 'events'>>`. */
export interface Storage<S extends Partial<Stores> = Stores> {
  /**
   * Runs `work` in one transaction of one tenant: all of it is kept when `work` resolves, nothing when it rejects.
   *
   * Gives what `work` gives; rejects with what it rejects with. `work` runs once: nothing is retried here. It may run concurrently with
   * others, and READ COMMITTED is enough: unique keys decide every "once", and a second writer of a key waits for the first.
   * Once it has ended its stores refuse every call with `storage.closed`.
   *
   * Transactions do not nest. One that is awaited inside `work` is another transaction, and of the same tenant it may wait for this one for ever.
   *
   * @throws `text.empty`, `text.malformed`, `text.too_long` when the tenant is not a text of 1 to 256 characters.
   * @throws `storage.contention` when the transaction was given up in favour of a concurrent one: nothing is kept, run it again.
   */
  transaction<T>(tenant: TenantId, work: (stores: S) => Promise<T>): Promise<T>
}
