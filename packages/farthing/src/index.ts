// billing
export { createBilling, fixedClock, nativeSha256, systemClock, usageLateMessage } from '@farthing/engine'
export type {
  AdjustAccount,
  AdvanceWatermark,
  AggregateUsage,
  Billing,
  BillingOptions,
  BoundScope,
  Breakage,
  ChangeOptions,
  ChangePlan,
  ChangeTime,
  CommandOptions,
  CompleteSource,
  CreditBalance,
  CreditBalanceScope,
  CreditStanding,
  CurrentUsage,
  CurrentUsageScope,
  EventCount,
  EventFilter,
  EventReading,
  EventRecord,
  EventReference,
  ExpireCredits,
  ExpireResult,
  GrantCredit,
  HeldWindow,
  HistoryScope,
  IngestCounts,
  IngestOptions,
  IngestResult,
  InvoiceScope,
  IssueInvoice,
  LateList,
  LatenessOptions,
  LateScope,
  OverridePrice,
  PastScope,
  PauseSubscription,
  PeriodChoice,
  ProjectionScope,
  PulledRefusal,
  PullOptions,
  PullResult,
  PutAccount,
  QuoteScope,
  ReadingStatus,
  ReceiptOutcome,
  ReceivePayment,
  RefusedEvent,
  ReversePosting,
  RewindUsage,
  RewoundWindow,
  RunwayScope,
  SealedWindow,
  SealRun,
  SealUsage,
  SetAddOn,
  ShadowScope,
  SourcePolicies,
  SourcePolicy,
  StartSubscription,
  StatementRequest,
  SubscriptionTerms,
  TermsScope,
  UsageOfPeriod,
  UsageScope,
  UsageView,
  VoidCredit,
  WithdrawChange,
  WriteOffDocument,
  WriteOffEvents,
  WriteOffResult,
} from '@farthing/engine'

// errors
export { failureRules, FarthingError, isFarthingError } from '@farthing/core'
export type { Failure, FailureCode, FailureFacts } from '@farthing/core'

// evidence
export { canonicalJson, sha256 } from '@farthing/core'
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
export { aggregateUsage, attributesOf, attributionAttributes, extendDimensions } from '@farthing/core'
export { avg, bucketedMax, bucketedSum, count, duration, first, latest, max, min, percentile, sum, timeWeighted, unique } from '@farthing/core'
export type { AttributionAttribute, UsageAnomaly, UsagePart } from '@farthing/core'
export type { Aggregation, Dimensions, KnownAt, Meter, MeterFilter, Usage, UsageBucket } from '@farthing/core'

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
  Phase,
  Plan,
  PlanAssignment,
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

// credits
export { applyCredits, burnDown, checkGrant, costOfCredit, openBurnDown, projectRunway, quantityFactsOf, restoreSlices, walletsOf } from '@farthing/ledger'
export type { CreditGrant, CreditMovement, GrantBalance, Runway, Wallet } from '@farthing/ledger'

// invoices and the book
export { assembleInvoice, balanceOf, explain, issueInvoice, postInvoice, verifyInvoice } from '@farthing/ledger'
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

// payments
export {
  addDisputeFact,
  addEvidence,
  addPaymentFact,
  advanceRefund,
  allocatePayment,
  applyProviderEvent,
  disputeState,
  disputeTransactions,
  findLostSessions,
  linkProviderCustomer,
  linkSession,
  openDispute,
  openDocuments,
  reconcile,
  recordWebhook,
  refundTransactions,
  requestRefund,
  sessionState,
  settlementTransaction,
  startSession,
  takeBackParts,
} from '@farthing/ledger'
export type {
  Dispute,
  Mismatch,
  NamedAllocation,
  OpenDocument,
  PaymentSession,
  ProviderCustomer,
  ProviderEvent,
  ReconciliationRun,
  Refund,
  SettlementPart,
  UnreconciledEvent,
  WebhookRecord,
} from '@farthing/ledger'

// ports
export type {
  Clock,
  EventCensus,
  EventSource,
  LateChange,
  LateEvent,
  Page,
  PageRequest,
  PaymentProvider,
  SealedUsage,
  SourcePage,
  SourceRequest,
  Storage,
  Stores,
  SummaryFilter,
  UsageLateMessage,
  UsageSummary,
  WriteOff,
  WriteOffFilter,
} from '@farthing/ports'
