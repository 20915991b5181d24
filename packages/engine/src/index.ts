export { createBilling } from './create-billing.js'
export type { Billing, BillingOptions } from './billing.js'
export { fixedClock } from './clock/fixed-clock.js'
export { systemClock } from './clock/system-clock.js'
export { nativeSha256 } from './digest/native-sha256.js'
export type { CommandOptions } from './commands/run-command.js'
export type { PeriodChoice } from './billing-period.js'

// events
export type { IngestCounts, IngestOptions, IngestResult, QuarantinedEvent, ReceiptOutcome, RefusedEvent } from './events/ingest-result.js'
export type { EventCount } from './events/count-events.js'
export type { EventFilter } from './events/event-filter.js'
export type { EventReading, EventRecord, ReadingStatus } from './events/event-record.js'
export type { LateList, LateScope } from './events/late.js'
export type { ToldLate } from './events/tell-late.js'
export type { EventReference, WriteOffEvents, WriteOffResult } from './events/write-off.js'
export type { PulledRefusal, PullOptions, PullResult } from './events/pull.js'
export type { SourcePolicies, SourcePolicy } from './events/source-policy.js'
export type { FactRequest, FactSource, HostFacts } from './rating/host-facts.js'

// tracking
export { createTracker } from './tracking/create-tracker.js'
export type { TrackerOptions, TrackingCounts, TrackingProblem, UsageDecorator, UsageTracker } from './tracking/create-tracker.js'
export type { DropReason, SentBatch } from './tracking/buffered-sender.js'
export type { MeteredCall, MeteredOptions } from './tracking/metered.js'
export type { UsageReport } from './tracking/usage-report.js'

// outbox
export type { DeliverMessages, DeliveryRun, StuckAccount } from './outbox/deliver-messages.js'
export type { OutboxOperations } from './outbox/outbox-operations.js'
export { outboxTopics } from './outbox/topics.js'
export type { BudgetDecisionFilter, BudgetEventFilter, BudgetFilter, BudgetOperations } from './budgets/budget-operations.js'
export type { BudgetPosture, PostureScope } from './budgets/budget-posture.js'
export type { BudgetProposal, KeepBudgetDecision } from './budgets/decide-budget.js'
export type { EndBudget, PutBudget } from './budgets/put-budget.js'
export type { BudgetScan, RefusedAccount } from './budgets/scan-budgets.js'
export type { AffectedQuestion, AffectedSource, ControlOptions } from './controls/control-options.js'
export type { AdvanceScope, DelinquencyRun } from './delinquency/advance-delinquency.js'
export type { DelinquencyFilter, DelinquencyOperations, NoticeFilter, RetryNotice } from './delinquency/delinquency-operations.js'
export type { OverrideRestriction, RevokeOverride } from './delinquency/override-restriction.js'
export type { LiftRestriction, RestrictAccount } from './delinquency/restrict-account.js'
export type { OverrideFilter, RestrictionFilter, RestrictionOperations } from './delinquency/restriction-operations.js'
export type { NoticeRun } from './delinquency/send-notices.js'
export type { EndPrepaid, PutPrepaid } from './prepaid/prepaid-policies.js'
export type { DepletionFilter, PrepaidFilter, PrepaidOperations, PrepaidScope, PrepaidStandingFilter } from './prepaid/prepaid-operations.js'
export type { ReportDepletion } from './prepaid/report-depletion.js'
export type { PrepaidScan } from './prepaid/scan-prepaid.js'
export type { BalanceDepleted, OutboxTopic, OutboxTopics, PaymentSettled, TopicEntry, WindowSealed } from './outbox/topics.js'

// deliveries
export type { AttemptCounts } from './deliveries/attempt-deliveries.js'
export type { DeliveryOperations } from './deliveries/delivery-operations.js'
export type { MoveDelivery, PauseDestination, ResumeDestination, SkipDelivery } from './deliveries/move-delivery.js'
export type { PausePolicy } from './deliveries/destination-health.js'
export type { RetrySchedule } from './deliveries/retry-schedule.js'
export type { CollectedUsage, RecordSubject } from './sinks/collect-usage.js'
export type { DeliveredUsage, SinkOperations, UsageDeliveryFilter } from './sinks/sink-operations.js'
export type { UsageReporting } from './sinks/usage-reporting.js'

// webhooks
export type { WebhookPayload } from './webhooks/collect-messages.js'
export { verifyWebhook } from './webhooks/verify-webhook.js'
export type { VerifiedWebhook, VerifyWebhook, WebhookHeaders } from './webhooks/verify-webhook.js'
export type { WebhookFetch, WebhookResponse } from './webhooks/webhook-fetch.js'
export type { WebhookEndpoint, WebhookOptions } from './webhooks/webhook-options.js'
export type { EndpointStatus, WebhookOperations } from './webhooks/webhook-operations.js'

// jobs
export { createScheduler } from './jobs/create-scheduler.js'
export type { Scheduler, SchedulerOptions, SchedulerProblem, SchedulerTick } from './jobs/create-scheduler.js'
export type { CalendarSchedule, JobSchedule, MinuteSchedule } from './jobs/job-schedule.js'
export type { DueJob, JobStatus } from './jobs/job-standing.js'
export type { JobName } from './jobs/job-table.js'
export type { JobOperations } from './jobs/job-operations.js'
export type { JobOptions, MonthEndOptions } from './jobs/job-options.js'
export type { JobStep, RunChoice } from './jobs/step-job.js'

// who may do what, and what was done
export type { Authorize, AuthorizationAnswer, AuthorizationRequest } from './authorization/authorize.js'
export type { OperationCall, OperationResource } from './operations/operation-call.js'
export type { OperationKind } from './operations/operation-table.js'
export type { AuditFilter, AuditOperations, AuditRecord } from './audit/audit-operations.js'
export type { CorrelationTrail, DiagnosticsOperations, TracedCharge, TracedDocument, TracedPayment, TracedUsage } from './audit/diagnostics.js'
export type { Health, HealthOptions, JobHealth, StageHealth } from './observability/health.js'
export type { StageName } from './observability/stages.js'

// catalog
export type { CatalogEntry, CatalogFeature, CatalogOperations, CatalogVersion, PlanComparison } from './catalog/catalog-operations.js'

// accounts
export type { PutAccount } from './accounts/put-account.js'

// subscriptions
export type { StartSubscription } from './subscriptions/start-subscription.js'
export type { ChangeOptions, ChangeTime } from './subscriptions/change-command.js'
export type { ChangePlan, OverridePrice, PauseSubscription, SetAddOn, WithdrawChange } from './subscriptions/subscription-changes.js'
export type { SubscriptionTerms, TermsScope } from './subscriptions/terms-of-subscription.js'

// credits
export type { GrantCredit } from './credits/grant-credit.js'
export type { SellCredit } from './payments/sell-credit.js'
export type { VoidCredit } from './credits/void-credit.js'
export type { Breakage, ExpireCredits, ExpireResult } from './credits/expire-credits.js'
export type { CreditStanding } from './credits/credit-standing.js'
export type { CreditBalance, CreditBalanceScope } from './credits/credit-balance.js'
export type { RunwayScope } from './credits/credit-runway.js'

// windows
export type { LatenessOptions } from './windows/lateness.js'
export type { AdvanceWatermark, CompleteSource } from './windows/watermarks.js'
export { usageLateMessage } from './windows/usage-late-message.js'
export type { RewindUsage, RewoundWindow } from './windows/rewind-usage.js'
export type { HeldWindow, SealedWindow, SealRun } from './windows/seal-due.js'

// usage
export type { UsageScope } from './usage/select-periods.js'
export type { SealUsage } from './usage/seal.js'
export type { CurrentUsage, CurrentUsageScope } from './usage/current-usage.js'
export type { UsageView } from './usage/usage-view.js'
export type { HistoryScope, UsageOfPeriod } from './usage/usage-history.js'
export type { AggregateUsage } from './usage/aggregate-usage.js'

// quotes
export type { BoundScope } from './quotes/bound.js'
export type { QuoteScope } from './quotes/estimate.js'
export type { ProjectionScope } from './quotes/project.js'
export type { PastScope } from './quotes/past-ratings.js'
export type { ShadowScope } from './quotes/shadow.js'

// corrections
export type { CorrectionOperations } from './corrections/correction-operations.js'
export type { CorrectionOptions } from './corrections/correction-options.js'
export type { CancelInvoice, CreditLines } from './corrections/correct-by-hand.js'
export type { CorrectInvoice, GivenCause } from './corrections/correct-invoice.js'
export type { MoveProposal, ProposalStanding } from './corrections/proposals.js'
export type { RewindPlan, RewindScope } from './corrections/rewind-invoices.js'
export type { LateTaken, RefusedInvoice, TakeLate } from './corrections/take-late.js'

// adjustments
export type { AdjustmentOperations } from './adjustments/adjustment-operations.js'
export type { MoveAdjustment } from './adjustments/move-adjustment.js'
export type { OverrideLine } from './adjustments/override-line.js'
export type { RecordAdjustment } from './adjustments/record-adjustment.js'

// taxes
export type { TaxFilingRun } from './tax/file-taxes.js'
export type { TaxOperations } from './tax/tax-operations.js'

// invoices
export type { DocumentOptions } from './invoices/document-options.js'
export type { Invoicing, Seller } from './invoices/invoicing.js'
export type { InvoiceScope } from './invoices/draft-invoice.js'
export type { IssueInvoice } from './invoices/issue-invoice.js'
export type { IssueProgress } from './invoices/issue-progress.js'
export type { IssueOneOff, OneOffScope } from './invoices/one-off-invoice.js'
export type { ReleaseOptions } from './invoices/hold-unusual.js'
export type { InvoiceGroup } from './invoices/list-groups.js'
export type { InvoiceOperations } from './invoices/invoice-operations.js'
export type { InvoiceStanding } from './invoices/lifecycle/invoice-standing.js'
export type { TransitionInvoice } from './invoices/lifecycle/transition-invoice.js'
export type { DocumentNumbering } from './invoices/numbering/document-numbering.js'
export type { RecordDelivery } from './invoices/lifecycle/record-delivery.js'

// billing runs
export type { RunOperations } from './runs/run-operations.js'
export type { StartRun } from './runs/start-run.js'
export type { RunStep, StepRun } from './runs/step-run.js'
export type { FollowRun, RunProgress } from './runs/follow-run.js'
export type { DecideAccount, RetryRun } from './runs/decide-account.js'
export type { HeldAccount, NotedDocument, RunSummary } from './runs/run-summary.js'

// ledger
export type { AccrualOperations, RatedUsageOperations, RatingOperations } from './accruals/accrual-operations.js'
export type { InspectedWarning, InspectRating, RatingInspection } from './accruals/inspect-rating.js'
export type { RatePeriod } from './accruals/rate-period.js'
export type { Accrual, AccrueUsage } from './accruals/accrue-usage.js'
export type { RatedCorrection, RatedDocument, RatedUsage, RatedUsageScope } from './accruals/rated-usage.js'
export type { RetentionOperations } from './retention/retention-operations.js'
export type { RetentionOptions } from './retention/retention-options.js'
export type { AccountRetention, UsageRetention, UsageRetentionScope } from './retention/decide-usage.js'
export type { LiftLegalHold, PlaceLegalHold } from './retention/legal-holds.js'
export type { ReviewUsage } from './retention/review-usage.js'
export type { ResellerOperations } from './resellers/reseller-operations.js'
export type { ResellerCustomer } from './resellers/list-customers.js'
export type { MarginScope, MarginTotal, ResellerMargin, SideTotal, SubscriptionMargin } from './resellers/margin-of-period.js'
export type { ReconciliationOperations } from './reconciliation/reconciliation-operations.js'
export type { RunReconciliation } from './reconciliation/run-reconciliation.js'
export type { HoldOperations } from './holds/hold-operations.js'
export type { PlaceHold } from './holds/place-hold.js'
export type { PostHold, VoidHold } from './holds/end-hold.js'
export type { ExpiredHolds } from './holds/expire-holds.js'
export type { LedgerOperations } from './ledger/ledger-operations.js'
export type { AgingRequest, StatementRequest } from './ledger/account-book.js'
export type { CloseBook } from './ledger/close-book.js'
export type { SealRunOfBook } from './ledger/seal-book.js'
export type { VerifyBook } from './ledger/verify-book.js'
export type { ExportBook } from './ledger/book-exports.js'
export type { AdjustAccount } from './ledger/adjust-account.js'
export type { WriteOffDocument } from './ledger/write-off-document.js'
export type { ReversePosting } from './ledger/reverse-posting.js'

// payments
export type { PaymentFilter, PaymentOperations } from './payments/payment-operations.js'
export type { PaymentStanding } from './payments/payment-standing.js'
export type { StartPayment } from './payments/start-payment.js'
export type { ReceivePayment } from './payments/receive-payment.js'
export type { ApplyPayment } from './payments/apply-payment.js'
export type { RecoverPayments, RecoveryFailure, RecoveryResult } from './payments/recover-payments.js'
export type { DocumentPayment, PaymentTrace } from './payments/trace-payment.js'
export type { PaymentName } from './payments/paid-payment.js'
export type { WebhookRequest, WebhookResult } from './payments/take-webhook.js'
export type { ResolveWebhook } from './payments/resolve-webhook.js'
export type { LinkCustomer, RepairCustomer } from './payments/link-customer.js'
export type { OpenPortal } from './payments/open-portal.js'
export type { RefundApproval } from './refunds/refund-approval.js'
export type { RefundFilter, RefundOperations } from './refunds/refund-operations.js'
export type { RequestRefund } from './refunds/request-refund.js'
export type { ApproveRefund, RejectRefund } from './refunds/decide-refund.js'
export type { SendRefund } from './refunds/send-refund.js'
export type { DisputeFilter, DisputeOperations } from './disputes/dispute-operations.js'
export type { AddEvidence } from './disputes/add-evidence.js'
export type { SubmitEvidence } from './disputes/submit-evidence.js'
export type { CloseDispute } from './disputes/close-dispute.js'

// imports
export type { ImportOperations } from './imports/import-operations.js'
export type { ImportCounts, ImportResult, ImportRows, RefusedRow } from './imports/import-rows.js'

// explain
export type { ExplainRequest } from './explain/explain-invoice-line.js'
export type { ProofRequest } from './explain/prove-event.js'
export type { EventAnswer, EventQuestion } from './explain/why-not.js'
export type { EventFate, ExclusionReason, FreeReason, LineOfEvent, StepOfEvent, TakenBy } from './explain/event-fate.js'
export type { Conservation } from './explain/conservation.js'
