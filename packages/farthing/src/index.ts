// billing
export { authorizeByRole, createBilling, createHostedBilling, createTracker, fixedClock, hostData, nativeSha256, outboxTopics, systemClock, usageLateMessage, usageSource } from '@farthing/engine'
export type {
  AccountRetention, Accrual, AccrualOperations, AccrueUsage, AdjustAccount, AdjustmentOperations, AdvanceScope, AdvanceWatermark, AffectedQuestion,
  AffectedSource, AfterIngestOptions, AggregateUsage, AgingRequest, BalanceDepleted, Billing, BillingOptions, BoundScope, Breakage, BreakdownRow, BreakdownScope,
  BudgetDecisionFilter, BudgetEventFilter, BudgetFilter, BudgetOperations, BudgetPosture, BudgetProposal, BudgetScan, CalendarSchedule, ChangeOptions,
  ChangePlan, ChangeTime, CheckQuota, CloseBook, CommandOptions, CommitReservation, CompactUsage, CompactionPreview, CompactionQuestion, CompleteSource, ConfigureQuota, ControlOptions, CostsScope,
  CreditBalance, CreditBalanceScope, CreditStanding, CurrentSummary, CurrentUsage, CurrentUsageScope, DecideAccount, DelinquencyFilter,
  DelinquencyOperations, DelinquencyRun, DeliverMessages, DeliveryRun, DepletionFilter, DocumentNumbering, DoStep, DocumentOptions, DropReason, DueJob,
  EndBudget, EndPrepaid, ErasePersonalData, ErasurePreview, ErasureQuestion, EstimateScope, EventCount, EventFilter, EventQuestion, EventReading, EventRecord, EventReference, ExclusionReason,
  ExpireCredits, ExpireResult, ExpiredHolds, ExpiredReservations, ExplainRequest, ExportBook, Feature, FeatureEstimate, FeatureSeries, FeatureUsage,
  FollowRun, FreeReason, GrantCredit, HeldAccount, HeldWindow, HistoryScope, HoldOperations, ImportCounts, ImportOperations, ImportResult, ImportRows,
  IngestCounts, IngestOptions, IngestResult, InspectRating, InspectedWarning, InvoiceGroup, InvoiceOperations, InvoiceScope, InvoiceStanding,
  Invoicing, IssueInvoice, IssueOneOff, IssueProgress, JobName, JobOperations, JobOptions, JobSchedule, JobStatus, JobStep, KeepBudgetDecision,
  LateList, LateScope, LatenessOptions, LedgerFilter, LedgerOperations, LiftLegalHold, LiftRestriction, LineOfEvent, MarginScope, MarginTotal, MeteredCall,
  MeteredOptions, MinuteSchedule, MonthEndOptions, MoveAdjustment, NotedDocument, NoticeFilter, NoticeRun, OneOffScope, OutboxOperations, OutboxTopic,
  OutboxTopics, OverrideFilter, OverrideLine, OverridePrice, OverrideRestriction, PastScope, PauseSubscription, PaymentSettled, PeriodChoice,
  PlaceHold, PlaceLegalHold, PostHold, PostureScope, PrepaidFilter, PrepaidOperations, PrepaidScan, PrepaidScope, PrepaidStandingFilter,
  ProjectionScope, ProofRequest, PullOptions, PullResult, PulledRefusal, PutAccount, PutBudget, PutPrepaid, QuarantinedEvent, QuotaAnswer,
  QuotaComponent, QuotaListScope, QuotaOperations, QuotaScope, QuotaTerms, QuotaTermsLimit, QuoteScope, RatePeriod, RatedCorrection, RatedDocument,
  RatedUsage, RatedUsageOperations, RatedUsageScope, RatingInspection, RatingOperations, ReadingStatus, ReceiptOutcome, ReceivePayment,
  ReconciliationOperations, RecordAdjustment, RecordDelivery, RefusedAccount, RefusedEvent, RefusedRow, ReleaseOptions, ReleasePreview, ReleaseQuestion, ReleaseReservation, ReleaseUsage,
  ReportDepletion, ResellerCustomer, ResellerMargin, ResellerOperations, ReserveQuota, RestrictAccount, RestrictionFilter, RestrictionOperations,
  RetentionOperations, RetentionOptions, RetryNotice, RetryRun, ReversePosting, ReviewUsage, RevokeOverride, RewindUsage, RewoundWindow, RunChoice,
  RunOperations, RunProgress, RunReconciliation, RunStep, RunSummary, RunwayScope, Scheduler, SchedulerOptions, SchedulerProblem, SchedulerTick,
  SealRun, SealRunOfBook, SealUsage, SealedWindow, SellCredit, Seller, SentBatch, SeriesPoint, SeriesScope, SeriesUnit, SetAddOn, ShadowDryRun, ShadowOperations, ShadowScope,
  SideTotal, SourcePolicies, SourcePolicy, StartRun, StartSubscription, StatementRequest, StepName, StepOfEvent, StepOperations, StepResult, StepRun, StuckAccount, SubscriptionMargin,
  SubscriptionTerms, SummaryScope, TakenBy, TaxFilingRun, TaxOperations, TermsScope, ToldLate, TopicEntry, TrackerOptions, TrackingCounts,
  TrackingProblem, TransitionInvoice, UsageBreakdown, UsageDecorator, UsageEstimate, UsageOfPeriod, UsageRelease, UsageReport, UsageReports, UsageRetention,
  UsageRetentionScope, UsageScope, UsageSeries, UsageTracker, UsageView, VerifyBook, VoidCredit, VoidHold, WindowSealed, WithdrawChange,
  WriteOffDocument, WriteOffEvents, WriteOffResult,
} from '@farthing/engine'

// errors
export { failureRules, FarthingError, isFarthingError, isRetryable } from '@farthing/core'
export type { Failure, FailureCode, FailureFacts } from '@farthing/core'

// evidence
export { canonicalJson, checkJson, checkText, sha256 } from '@farthing/core'
export type { Digest, Hash, Json, JsonObject } from '@farthing/core'

// money
export {
  absolute,
  add,
  addAll,
  addAllMoney,
  addMoney,
  allocate,
  compare,
  compareMoney,
  currencies,
  divide,
  findCurrency,
  formatMoney,
  fromMinorUnits,
  isZero,
  largest,
  minorUnitsOf,
  money,
  multiply,
  negate,
  negateMoney,
  parseDecimal,
  parseExact,
  round,
  roundingModes,
  signOf,
  smallest,
  subtract,
  subtractMoney,
  toMinorUnits,
} from '@farthing/core'
export type { Currency, CurrencyCode, Decimal, Exact, Money, RoundingMode, RoundingPolicy, RoundingRule } from '@farthing/core'

// time
export { findPeriod, instantOfLocal, localDateOf, localDateTimeOf, parseInstant, periodAt, periodsIn } from '@farthing/core'
export type { Cadence, Instant, Interval, LocalDate, LocalDateTime, Period, PeriodGrid, PeriodUnit, Zone } from '@farthing/core'

// accounts and events
export { parseUsageEvent, toCloudEvent } from '@farthing/core'
export type { Account, CloudEvent, TenantId, UsageEvent } from '@farthing/core'

// meters and usage
export { aggregateUsage, aggregations, attributesOf, attributionAttributes, extendDimensions, mergeUsage } from '@farthing/core'
export { avg, bucketedMax, bucketedSum, count, duration, first, latest, max, min, percentile, sum, timeWeighted, unique } from '@farthing/core'
export type { AttributionAttribute, UsageAnomaly, UsagePart } from '@farthing/core'
export type { Aggregation, AggregationTable, Dimensions, KnownAt, Meter, MeterFilter, Usage, UsageBucket } from '@farthing/core'

// windows
export { closeAtEnd, mergeUsageByWindow, windowsOf } from '@farthing/core'
export type { Duration, LatenessPolicy, WatermarkPolicy, WindowingState, WindowUnit, WindowWait } from '@farthing/core'

// pricing
export {
  assignPlan,
  assignPlanManually,
  billingGridOf,
  bucket,
  bundlePlan,
  changeSubscription,
  checkCatalog,
  checkPooledPrice,
  compilePlan,
  compilePrice,
  contractSegments,
  correctionOf,
  defineCatalog,
  diffPlans,
  dynamic,
  fixedFmv,
  flat,
  freeUnits,
  fromBook,
  graduated,
  graduatedPercentage,
  hourly,
  matrix,
  packaged,
  percentage,
  perUnit,
  plan,
  planAssignedAt,
  planOnSale,
  priceBook,
  projectPeriod,
  projectUsage,
  publishPlan,
  quoteEach,
  quotePlan,
  quoteSubscription,
  rate,
  ratePooled,
  ratePrice,
  rateSegments,
  ratingSnapshot,
  repeatRating,
  selectPlan,
  shadowAccounts,
  shadowRate,
  stairstep,
  termsAt,
  upperBound,
  versionAt,
  versionToSell,
  volume,
} from '@farthing/pricing'
export type {
  Bundle,
  Catalog,
  Charge,
  ChargePart,
  Component,
  Contract,
  DatedPlan,
  FreeUnits,
  FreeUnitsQuestion,
  Phase,
  Plan,
  PlanAssignment,
  PlannedUnits,
  PlanRelease,
  PlanVersion,
  Price,
  PriceBook,
  Product,
  Projection,
  Quote,
  QuoteAnswer,
  RatedPeriod,
  RatedPrice,
  RatedSegments,
  RatingInput,
  RatingSnapshot,
  Segment,
  ShadowAccount,
  ShadowRating,
  ShadowSummary,
  Subscription,
  SubscriptionChange,
  Term,
  Terms,
  Tier,
  UpperBound,
} from '@farthing/pricing'

export {
  accountCommitDrawdown,
  accountMinimumCommitment,
  builtInStages,
  bundleFlatRate,
  capTotal,
  categoryCoupons,
  checkBindings,
  checkFacts,
  checkProgram,
  commitDrawdown,
  defineStage,
  factPacks,
  firstNFree,
  fixedDiscount,
  freemium,
  includedQuantity,
  manualAdjustments,
  minimumCommitment,
  percentDiscount,
  planFacts,
  planInputs,
  pooledTiers,
  quantityGrants,
  rateAccount,
  reservedCapacity,
  resolveProgram,
  setupFee,
  stageTable,
  usageTiers,
} from '@farthing/pricing'
export { amountOf, stageName } from '@farthing/pricing'
export type { Bindings, FactPlan, Manifest, Program, ProgramStage, RatedAccount, ResolvedProgram, Stage, StageInput, StageOutput } from '@farthing/pricing'
export type { FactRequest, FactSource, HostFacts } from '@farthing/engine'

// credits
export { applyCredits, burnDown, checkGrant, costOfCredit, openBurnDown, projectRunway, quantityFactsOf, restoreSlices, walletsOf } from '@farthing/ledger'
export type { CreditGrant, CreditMovement, GrantBalance, Runway, Wallet } from '@farthing/ledger'

// taxes and currencies
export { checkTaxRateBook, computeTax, convertMoney, fxSnapshot, fxSnapshotAt, taxFromRates, taxRequestOf } from '@farthing/ledger'
export type { CurrencySettings, FxRateBook, FxSnapshot, TaxAnswer, TaxRateBook, TaxRequest } from '@farthing/ledger'

// adjustments
export type { AdjustmentRecord, AdjustmentStanding, AdjustmentStep, DocumentDiscount } from '@farthing/ledger'

// invoices and the book
export { assembleInvoice, balanceOf, explain, explainNote, issueInvoice, postInvoice, verifyInvoice } from '@farthing/ledger'
export {
  breachesOf,
  deliveryStep,
  documentNumber,
  documentText,
  dueDateOf,
  groupCharges,
  invoiceCreated,
  invoiceCsv,
  invoiceMoved,
  noteCsv,
  noteIssued,
  invoiceMoves,
  invoiceRows,
  invoiceSections,
  invoiceState,
  isWorthIssuing,
  moveInvoice,
} from '@farthing/ledger'
export type {
  BusinessCalendar,
  ChargeGrouping,
  DocumentDelivery,
  InvoiceBounds,
  InvoiceLayout,
  InvoiceMessage,
  NoteMessage,
  InvoiceMove,
  InvoiceRow,
  InvoiceState,
  InvoiceStatus,
  InvoiceStatusRecord,
  IssuedCreditNote,
  Numbering,
} from '@farthing/ledger'
export type {
  Difference,
  DraftInvoice,
  InvoiceEvidence,
  InvoiceInput,
  InvoiceLine,
  InvoiceSubLine,
  InvoiceTotals,
  IssuedInvoice,
  LedgerAccount,
  LedgerBalance,
  LedgerEntry,
  LedgerTransaction,
  Verification,
  ZeroLines,
} from '@farthing/ledger'
export { beancountFile, chartOfAccounts, closeBooks, hledgerJournal, ledgerCsv, revenueByPeriod, sealEntries, startChain, trialBalance, verifyChain } from '@farthing/ledger'
export type { BookPeriods, ChainHead, ChainLink, ChainVerification, CustomerBalance, LedgerRole, LedgerTransactionKind, OpenItem, RevenueRow, Statement, TrialBalanceRow } from '@farthing/ledger'

// corrections
export type { CancelInvoice, CorrectInvoice, CorrectionDocumentFilter, CorrectionOperations, CorrectionOptions, CreditLines, DryRunRewind, DryRunShadow, GivenCause, LateTaken, MoveProposal, ProposalStanding, RefusedInvoice, RewindDryRun, RewindPlan, RewindScope, TakeLate } from '@farthing/engine'
export type { ConcededLine, Correction, CorrectionCause, CorrectionCauseKind, CorrectionOutcome, CorrectionPolicy } from '@farthing/ledger'
export type { CorrectedInputs, CorrectionProposal, CorrectionRecord, CorrectionStep } from '@farthing/ports'

// who may do what, what was done, and how it is doing
export type {
  AccountOperations, AccountPlan, AccountReach, BillingAccount, ConfiguredPair, CurrencyOperations, CurrencyPosture, DocumentSnapshots, SnapshotFilter, AuditFilter, AuditOperations, AuditRecord, Authorize, AuthorizationAnswer, AuthorizationRequest, CorrelationTrail, DiagnosticsOperations, RefusalStorage, RefusedCommand, Health, HealthOptions, JobHealth, OperationCall, Role, RoleGrant,
  OperationKind, OperationResource, StageHealth, StageName, TracedCharge, TracedDocument, TracedPayment, TracedUsage,
} from '@farthing/engine'
export type { AccountFilter, AccountScope, DocumentFilter, ReconciliationFilter, TimeScope } from '@farthing/ports'
export type { CommandFilter, CommandRecord, CommandRefusal, LogRecord, Measurement, ObservedAttributes, ObservedSpan, Observer, RecordChange, SpanEnd, SpanStart } from '@farthing/ports'

// what the host keeps
export type { HostAnswer, HostData, HostDataOptions, HostLimits, HostPorts, HostReads, HostStatus, HostUsage, HostUsagePage, HostedBillingOptions, UsageSourceOptions } from '@farthing/engine'
export type { HostAccounts, HostCatalog, HostSubscription, HostSubscriptions } from '@farthing/ports'

// the catalogue, as it is asked about
export type { CatalogEntry, CatalogFeature, CatalogOperations, CatalogVersion, PlanComparison } from '@farthing/engine'

// jobs, deliveries and webhooks
export { createScheduler, verifyWebhook } from '@farthing/engine'
export type {
  AttemptCounts, CollectedUsage, DeliveredUsage, DeliveryOperations, EndpointStatus, MoveDelivery, PauseDestination, PausePolicy, RecordSubject, ResumeDestination, RetrySchedule,
  SinkOperations, SkipDelivery, UsageDeliveryFilter, UsageReporting, VerifiedWebhook, VerifyWebhook, WebhookEndpoint, WebhookFetch, WebhookHeaders, WebhookOperations, WebhookOptions,
  WebhookPayload, WebhookResponse,
} from '@farthing/engine'
export type {
  ClaimRequest, Delivery, DeliveryFilter, DestinationState, HeldWork, JobRun, LeasedWork, RecordedUsage, UsageReceipt, UsageRecord, UsageSink, WorkAside, WorkQueue,
} from '@farthing/ports'

// billing runs
export type {
  BillingRun, BillingRunAccount, BillingRunAccountFilter, BillingRunFilter, BillingRunScope, OutlierPolicy, RunAmounts, RunCorrections, RunDecision, RunDocument, RunOutcome, WorkItem,
} from '@farthing/ports'

// payments
export {
  addDisputeFact, addEvidence, addPaymentFact, advanceRefund, allocatePayment, applyProviderEvent, checkProviderEvent, disputeState, disputeTransactions,
  findLostSessions, linkProviderCustomer, linkSession, openDispute, openDocuments, reconcile, recordWebhook, refundOutcome, refundStatus, refundTransactions, requestRefund,
  sessionState, settlementTransaction, startSession, takeBackParts,
} from '@farthing/ledger'
export type {
  Dispute, Mismatch, NamedAllocation, OpenDocument, PaymentSession, ProviderCustomer, ProviderEvent, ReconciliationRun, Refund, RefundOutcome, SettlementPart,
  UnreconciledEvent, WebhookRecord,
} from '@farthing/ledger'
export type {
  AddEvidence, ApplyPayment, ApproveRefund, CloseDispute, DisputeFilter, DisputeOperations, DocumentPayment, LinkCustomer, OpenPortal, PaymentFilter,
  PaymentName, PaymentOperations, PaymentStanding, PaymentTrace, RecoverPayments, RecoveryFailure, RecoveryResult, RefundApproval, RefundFilter, RefundOperations, RejectRefund, RepairCustomer, RequestRefund,
  ResolveWebhook, SendRefund, StartPayment, SubmitEvidence, WebhookRequest, WebhookResult,
} from '@farthing/engine'

// budgets, prepaid credit and delinquency
export { delinquencyMoves, standardDunning } from '@farthing/ledger'
export type {
  AffectedUsage, BudgetDecision, BudgetDecisionRecord, BudgetEvent, BudgetMode, BudgetOutcome, BudgetPolicy, BudgetReason, BudgetThreshold, Delinquency, DelinquencyFacts,
  DelinquencySignal, DelinquencyState, DepletionAction, DepletionDecision, DepletionReport, DepletionStatus, DunningNotice, DunningNoticeStatus, DunningSchedule, DunningStep,
  OverdueDocument, PrepaidFigures, PrepaidLevel, PrepaidPolicy, PrepaidStanding, Restriction, RestrictionCode, RestrictionInForce, RestrictionOverride, RestrictionReason,
  RestrictionScope, RestrictionStanding,
} from '@farthing/ledger'
export type { MessageSender, OutgoingMessage } from '@farthing/ports'

// retention
export { defaultRetention, retentionDecision } from '@farthing/ledger'
export type {
  CompactedBodies, CompactedSeal, CompactedUsage, LegalHold, PersonalDataErasure, RecordClass, RetentionAnswer, RetentionGate, RetentionPolicy, RetentionQuestion, RetentionReason,
  RetentionReview, RetentionRule, UsageCompaction,
} from '@farthing/ledger'

// ports
export type {
  Clock,
  EventCensus,
  EventSource,
  FxProvider,
  LateChange,
  LateEvent,
  Page,
  PageRequest,
  PaymentProvider,
  QuotaReservation,
  QuotaReservationFilter,
  SealedUsage,
  SourcePage,
  SourceRequest,
  Storage,
  Stores,
  SummaryFilter,
  TakenWebhook,
  TaxFiling,
  TaxFilingRecord,
  TaxProvider,
  UsageLateMessage,
  UsageSummary,
  WriteOff,
  WriteOffFilter,
} from '@farthing/ports'

// explanation and verification; the rest of it is in @farthing/ledger
export { lineText, verifyBundle, verifyCorrections, verifyInclusion } from '@farthing/ledger'
export type { BundleVerdict, CorrectionBundle, EventInclusion, EvidenceBundle, InclusionVerdict, LineExplanation } from '@farthing/ledger'
export type { Conservation, EventAnswer, EventFate } from '@farthing/engine'
