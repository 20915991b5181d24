import type { Account } from '@farthing/core'
import type { ChainLink, LedgerTransaction, ReconciliationRun } from '@farthing/ledger'
import type { BookClosing, ControlRecord, HoldRecord, JobState, RatingRun, CarryRecord, EventCensus, EventRemoval, OutboxEntry, PaymentRecord, SealedUsage, Stores, TaxFilingRecord, UsageSummary, WindowingRecord, WriteOff } from '@farthing/ports'
import type { PlanVersion, Subscription } from '@farthing/pricing'
import { emptyEventLog, type EventLog } from '../events/event-log.js'
import { memoryAccountStore } from './memory-account-store.js'
import { memoryAdjustmentStore, type AdjustmentRows } from './memory-adjustment-store.js'
import { emptyBillingRunRows, memoryBillingRunStore, type BillingRunRows } from './memory-billing-run-store.js'
import { memoryBookPeriodStore } from './memory-book-period-store.js'
import { memoryCarryStore } from './memory-carry-store.js'
import { memoryCensusStore } from './memory-census-store.js'
import { memoryChainStore } from './memory-chain-store.js'
import { memoryChargeStore, type ChargeHistory } from './memory-charge-store.js'
import { emptyCommandRows, memoryCommandStore, type CommandRows } from './memory-command-store.js'
import { memoryControlStore } from './memory-control-store.js'
import { memoryCorrectionStore, type CorrectionRows } from './memory-correction-store.js'
import { memoryCreditStore, type CreditRows } from './memory-credit-store.js'
import { emptyDeliveryRows, memoryDeliveryStore, type DeliveryRows } from './memory-delivery-store.js'
import { memoryDocumentStore, type DocumentRows } from './memory-document-store.js'
import { memoryEventBodyStore } from '../events/memory-event-body-store.js'
import { memoryEventStore } from '../events/memory-event-store.js'
import { memoryHoldStore } from './memory-hold-store.js'
import { memoryJobStore } from './memory-job-store.js'
import { memoryLedgerStore } from './memory-ledger-store.js'
import { memoryOffsetStore } from './memory-offset-store.js'
import { memoryPaymentStore } from './memory-payment-store.js'
import { memoryOutboxStore } from './memory-outbox-store.js'
import { memoryPlanVersionStore } from './memory-plan-version-store.js'
import { memoryQuotaStore, type QuotaRows } from './memory-quota-store.js'
import { memoryRatingRunStore } from './memory-rating-run-store.js'
import { memoryReconciliationStore } from './memory-reconciliation-store.js'
import { memorySubscriptionStore } from './memory-subscription-store.js'
import { memorySummaryStore } from './memory-summary-store.js'
import { memoryTaxFilingStore } from './memory-tax-filing-store.js'
import { memoryUsageStore } from './memory-usage-store.js'
import { memoryWindowingStore } from './memory-windowing-store.js'
import { memoryWriteOffStore } from './memory-write-off-store.js'
import { emptyRows, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

/** All that one tenant has stored. */
export interface TenantRows {
  readonly events: EventLog
  readonly removals: Rows<EventRemoval>
  readonly census: Rows<EventCensus>
  readonly offsets: Rows<string>
  readonly windowing: Rows<WindowingRecord>
  readonly usage: Rows<SealedUsage>
  readonly summaries: Rows<UsageSummary>
  readonly writeOffs: Rows<WriteOff>
  readonly charges: Rows<ChargeHistory>
  readonly carries: Rows<CarryRecord>
  readonly documents: DocumentRows
  readonly corrections: CorrectionRows
  readonly ledger: Rows<LedgerTransaction>
  /** By sequence. */
  readonly chain: Rows<ChainLink>
  /** By day. */
  readonly bookPeriods: Rows<BookClosing>
  /** Every step, by hold. */
  readonly holds: Rows<readonly HoldRecord[]>
  readonly quotas: QuotaRows
  readonly ratingRuns: Rows<RatingRun>
  readonly reconciliations: Rows<ReconciliationRun>
  readonly billingRuns: BillingRunRows
  readonly credits: CreditRows
  readonly adjustments: AdjustmentRows
  readonly taxFilings: Rows<readonly TaxFilingRecord[]>
  /** Every step, by kind and id. */
  readonly payments: Rows<readonly PaymentRecord[]>
  /** Every step, by kind and id. */
  readonly controls: Rows<readonly ControlRecord[]>
  readonly accounts: Rows<Account>
  readonly subscriptions: Rows<Subscription>
  readonly planVersions: Rows<PlanVersion>
  readonly commands: CommandRows
  /** By account. */
  readonly outbox: Rows<readonly OutboxEntry[]>
  readonly deliveries: DeliveryRows
  readonly jobs: Rows<JobState>
}

export function emptyTenantRows(): TenantRows {
  return {
    events: emptyEventLog(),
    removals: emptyRows(),
    census: emptyRows(),
    offsets: emptyRows(),
    windowing: emptyRows(),
    usage: emptyRows(),
    summaries: emptyRows(),
    writeOffs: emptyRows(),
    charges: emptyRows(),
    carries: emptyRows(),
    documents: { invoices: emptyRows(), evidence: emptyRows(), statuses: emptyRows(), deliveries: emptyRows(), numbers: emptyRows() },
    corrections: { records: emptyRows(), steps: emptyRows() },
    ledger: emptyRows(),
    chain: emptyRows(),
    bookPeriods: emptyRows(),
    holds: emptyRows(),
    quotas: { limits: emptyRows(), reservations: emptyRows() },
    ratingRuns: emptyRows(),
    reconciliations: emptyRows(),
    billingRuns: emptyBillingRunRows(),
    credits: { grants: emptyRows(), movements: emptyRows() },
    adjustments: { records: emptyRows(), steps: emptyRows() },
    taxFilings: emptyRows(),
    payments: emptyRows(),
    controls: emptyRows(),
    accounts: emptyRows(),
    subscriptions: emptyRows(),
    planVersions: emptyRows(),
    commands: emptyCommandRows(),
    outbox: emptyRows(),
    deliveries: emptyDeliveryRows(),
    jobs: emptyRows(),
  }
}

/** The stores of one transaction of one tenant. */
export function openStores(rows: TenantRows, transaction: Transaction, tenant: string): Stores {
  return {
    events: memoryEventStore(rows.events, transaction),
    eventBodies: memoryEventBodyStore(rows.events, rows.removals, transaction),
    census: memoryCensusStore(rows.census, transaction),
    offsets: memoryOffsetStore(rows.offsets, transaction),
    windowing: memoryWindowingStore(rows.windowing, transaction),
    usage: memoryUsageStore(rows.usage, transaction),
    summaries: memorySummaryStore(rows.summaries, transaction),
    writeOffs: memoryWriteOffStore(rows.writeOffs, transaction),
    charges: memoryChargeStore(rows.charges, transaction),
    carries: memoryCarryStore(rows.carries, transaction),
    documents: memoryDocumentStore(rows.documents, transaction, tenant),
    corrections: memoryCorrectionStore(rows.corrections, transaction),
    ledger: memoryLedgerStore(rows.ledger, rows.bookPeriods, transaction, tenant),
    chain: memoryChainStore(rows.chain, rows.ledger, transaction),
    bookPeriods: memoryBookPeriodStore(rows.bookPeriods, transaction),
    holds: memoryHoldStore(rows.holds, transaction),
    quotas: memoryQuotaStore(rows.quotas, transaction),
    ratingRuns: memoryRatingRunStore(rows.ratingRuns, transaction),
    reconciliations: memoryReconciliationStore(rows.reconciliations, transaction, tenant),
    billingRuns: memoryBillingRunStore(rows.billingRuns, transaction),
    credits: memoryCreditStore(rows.credits, transaction),
    adjustments: memoryAdjustmentStore(rows.adjustments, transaction),
    taxFilings: memoryTaxFilingStore(rows.taxFilings, transaction),
    payments: memoryPaymentStore(rows.payments, transaction),
    controls: memoryControlStore(rows.controls, rows.removals, transaction),
    accounts: memoryAccountStore(rows.accounts, transaction),
    subscriptions: memorySubscriptionStore(rows.subscriptions, transaction),
    planVersions: memoryPlanVersionStore(rows.planVersions, transaction),
    commands: memoryCommandStore(rows.commands, transaction),
    outbox: memoryOutboxStore(rows.outbox, transaction),
    deliveries: memoryDeliveryStore(rows.deliveries, transaction),
    jobs: memoryJobStore(rows.jobs, transaction),
  }
}
