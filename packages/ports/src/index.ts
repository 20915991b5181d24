export type { HostAccounts, HostCatalog, HostSubscription, HostSubscriptions } from './host-records.js'
export type { LogRecord, Measurement, ObservedAttributes, ObservedSpan, Observer, SpanEnd, SpanStart } from './observer.js'
export type { Clock } from './clock.js'
export type { Page, PageRequest } from './page.js'
export { checkPageRequest } from './check-page-request.js'
export type { AccountScope, TimeScope } from './list-scope.js'
export { listAll } from './list-all.js'
export type { AppendOutcome, EventQuery, EventStore, EventVersion, IncomingEvent, StoredEvent } from './event-store.js'
export type { EventBodySelection, EventBodyStore, EventRemoval, ReducedEvent } from './event-body-store.js'
export type { CarryQuestion, CarryRecord, CarryStore } from './carry-store.js'
export type { CensusStore, EventCensus } from './census-store.js'
export type { EventSource, SourcePage, SourceRequest } from './event-source.js'
export type { OffsetStep, OffsetStore } from './offset-store.js'
export type { SealablePeriod, SealedUsage, UsageStore } from './usage-store.js'
export type { WindowingRecord, WindowingStore } from './windowing-store.js'
export type { SummaryFilter, SummaryStore, UsageSummary } from './summary-store.js'
export type { LateChange, LateEvent, UsageLateMessage } from './late-event.js'
export type { WriteOff, WriteOffFilter, WriteOffStore } from './write-off-store.js'
export type { ChargeRevision, ChargeStore } from './charge-store.js'
export type { DocumentFilter, DocumentStore } from './document-store.js'
export type { CorrectedInputs, CorrectionFilter, CorrectionProposal, CorrectionRecord, CorrectionStep, CorrectionStore, ProposedCorrection } from './correction-store.js'
export type { LedgerBalance, LedgerStore } from './ledger-store.js'
export type { ChainedTransaction, ChainStore } from './chain-store.js'
export type { BookClosing, BookPeriodStore } from './book-period-store.js'
export type { HoldFilter, HoldRecord, HoldStore } from './hold-store.js'
export type { QuotaLimit, QuotaReservation, QuotaReservationFilter, QuotaStore } from './quota-store.js'
export type { RatedCharge, RatingRun, RatingRunStore } from './rating-run-store.js'
export type {
  BillingRun, BillingRunAccount, BillingRunAccountFilter, BillingRunFilter, BillingRunScope, BillingRunStore, OutlierPolicy, RunAmounts, RunCorrections, RunDecision, RunDocument, RunOutcome,
} from './billing-run-store.js'
export type { ReconciliationFilter, ReconciliationStore } from './reconciliation-store.js'
export type { CreditMovementFilter, CreditStore } from './credit-store.js'
export type { AdjustmentFilter, AdjustmentStore } from './adjustment-store.js'
export type { TaxFilingRecord, TaxFilingState, TaxFilingStore } from './tax-filing-store.js'
export { checkCreditMovement } from './check-credit-movement.js'
export { checkNumberCount } from './check-number-count.js'
export { checkChargesApart } from './check-charges-apart.js'
export type { PaymentContents, PaymentRecord, PaymentRecordFilter, PaymentRecordKind, PaymentRecordOf, PaymentStore, TakenWebhook } from './payment-store.js'
export type { ControlContents, ControlRecord, ControlRecordFilter, ControlRecordKind, ControlRecordOf, ControlStore } from './control-store.js'
export type { AccountFilter, AccountStore } from './account-store.js'
export type { SubscriptionFilter, SubscriptionsMeant, SubscriptionStore } from './subscription-store.js'
export type { PlanVersionStore } from './plan-version-store.js'
export type { CommandFilter, CommandRecord, CommandRefusal, CommandStore, RecordChange } from './command-store.js'
export type { Delivery, DeliveryFilter, DeliveryStore, DestinationState, DueDeliveries } from './delivery-store.js'
export type { RecordedUsage, UsageReceipt, UsageRecord, UsageSink } from './usage-sink.js'
export type { HeldWork, JobRun, JobState, JobStore } from './job-store.js'
export type { OutboxEntry, OutboxHead, OutboxMessage, OutboxRange, OutboxStore } from './outbox-store.js'
export type {
  CheckoutRequest,
  CustomerRequest,
  EvidenceRequest,
  FoundRefund,
  FoundSession,
  HostedInvoiceRequest,
  PaymentProvider,
  PortalRequest,
  ProviderSession,
  RefundRequest,
  WebhookDelivery,
} from './payment-provider.js'
export type { TaxDocument, TaxFiling, TaxProvider, TaxReturn } from './tax-provider.js'
export type { FxProvider } from './fx-provider.js'
export type { MessageSender, OutgoingMessage } from './message-sender.js'
export type { ClaimRequest, LeasedWork, WorkAside, WorkItem, WorkQueue } from './work-queue.js'
export type { Storage, Stores } from './storage.js'
