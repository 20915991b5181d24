import type { AggregationTable, Digest, RoundingPolicy, TenantId, WindowingState } from '@farthing/core'
import type { CreditGrant, CreditMovement, Runway, ZeroLines } from '@farthing/ledger'
import type { Bindings, Catalog, Projection, Quote, QuoteAnswer, StageTable, Subscription, UpperBound } from '@farthing/pricing'
import type { AccountScope, Clock, CreditMovementFilter, EventCensus, EventSource, Observer, Page, PageRequest, PaymentProvider, SealedUsage, Storage, SubscriptionFilter, SummaryFilter, UsageSummary, WriteOff, WriteOffFilter } from '@farthing/ports'
import type { AccountOperations } from './accounts/account-operations.js'
import type { BudgetOperations } from './budgets/budget-operations.js'
import type { ControlOptions } from './controls/control-options.js'
import type { DelinquencyOperations } from './delinquency/delinquency-operations.js'
import type { RestrictionOperations } from './delinquency/restriction-operations.js'
import type { PrepaidOperations } from './prepaid/prepaid-operations.js'
import type { PrepaidScan } from './prepaid/scan-prepaid.js'
import type { AdjustmentOperations } from './adjustments/adjustment-operations.js'
import type { AuditOperations } from './audit/audit-operations.js'
import type { DiagnosticsOperations } from './audit/diagnostics.js'
import type { RefusalStorage } from './audit/keep-refusals.js'
import type { Authorize } from './authorization/authorize.js'
import type { CatalogOperations } from './catalog/catalog-operations.js'
import type { HostData } from './host-data/host-data.js'
import type { Health, HealthOptions } from './observability/health.js'
import type { CurrencyOperations } from './currencies/currency-operations.js'
import type { CorrectionOperations } from './corrections/correction-operations.js'
import type { CorrectionOptions } from './corrections/correction-options.js'
import type { CreditBalance, CreditBalanceScope } from './credits/credit-balance.js'
import type { RunwayScope } from './credits/credit-runway.js'
import type { CreditStanding } from './credits/credit-standing.js'
import type { ExpireCredits, ExpireResult } from './credits/expire-credits.js'
import type { GrantCredit } from './credits/grant-credit.js'
import type { VoidCredit } from './credits/void-credit.js'
import type { Conservation } from './explain/conservation.js'
import type { EventAnswer, EventQuestion } from './explain/why-not.js'
import type { EventCount } from './events/count-events.js'
import type { EventFilter } from './events/event-filter.js'
import type { EventRecord } from './events/event-record.js'
import type { IngestOptions, IngestResult } from './events/ingest-result.js'
import type { LateList, LateScope } from './events/late.js'
import type { ToldLate } from './events/tell-late.js'
import type { PullOptions, PullResult } from './events/pull.js'
import type { SourcePolicies } from './events/source-policy.js'
import type { FactSource } from './rating/host-facts.js'
import type { WriteOffEvents, WriteOffResult } from './events/write-off.js'
import type { BoundScope } from './quotes/bound.js'
import type { QuoteScope } from './quotes/estimate.js'
import type { ProjectionScope } from './quotes/project.js'
import type { ShadowOperations } from './quotes/shadow-operations.js'
import type { DocumentOptions } from './invoices/document-options.js'
import type { InvoiceOperations } from './invoices/invoice-operations.js'
import type { DocumentNumbering } from './invoices/numbering/document-numbering.js'
import type { ChangeOptions } from './subscriptions/change-command.js'
import type { AccrualOperations, RatedUsageOperations, RatingOperations } from './accruals/accrual-operations.js'
import type { QuotaOperations } from './quotas/quota-operations.js'
import type { HoldOperations } from './holds/hold-operations.js'
import type { JobOperations } from './jobs/job-operations.js'
import type { JobOptions } from './jobs/job-options.js'
import type { DeliveryOperations } from './deliveries/delivery-operations.js'
import type { SinkOperations } from './sinks/sink-operations.js'
import type { UsageReporting } from './sinks/usage-reporting.js'
import type { WebhookOperations } from './webhooks/webhook-operations.js'
import type { WebhookOptions } from './webhooks/webhook-options.js'
import type { LedgerOperations } from './ledger/ledger-operations.js'
import type { OutboxOperations } from './outbox/outbox-operations.js'
import type { DisputeOperations } from './disputes/dispute-operations.js'
import type { PaymentOperations } from './payments/payment-operations.js'
import type { SellCredit } from './payments/sell-credit.js'
import type { RefundApproval } from './refunds/refund-approval.js'
import type { RefundOperations } from './refunds/refund-operations.js'
import type { RetentionOperations } from './retention/retention-operations.js'
import type { RetentionOptions } from './retention/retention-options.js'
import type { ResellerOperations } from './resellers/reseller-operations.js'
import type { ReconciliationOperations } from './reconciliation/reconciliation-operations.js'
import type { RunOperations } from './runs/run-operations.js'
import type { ImportOperations } from './imports/import-operations.js'
import type { StartSubscription } from './subscriptions/start-subscription.js'
import type { SubscriptionTerms, TermsScope } from './subscriptions/terms-of-subscription.js'
import type { ChangePlan, OverridePrice, PauseSubscription, SetAddOn, WithdrawChange } from './subscriptions/subscription-changes.js'
import type { StepOperations } from './steps/step-operations.js'
import type { TaxOperations } from './tax/tax-operations.js'
import type { AggregateUsage } from './usage/aggregate-usage.js'
import type { CurrentUsage, CurrentUsageScope } from './usage/current-usage.js'
import type { SealUsage } from './usage/seal.js'
import type { UsageScope } from './usage/select-periods.js'
import type { UsageReports } from './usage/usage-reports.js'
import type { HistoryScope, UsageOfPeriod } from './usage/usage-history.js'
import type { LatenessOptions } from './windows/lateness.js'
import type { RewindUsage, RewoundWindow } from './windows/rewind-usage.js'
import type { SealRun } from './windows/seal-due.js'
import type { AdvanceWatermark, CompleteSource } from './windows/watermarks.js'

export interface BillingOptions<M extends string = string, P extends string = string, B extends string = string> extends DocumentOptions, ControlOptions {
  /** What is metered and sold: `defineCatalog` or `checkCatalog`. */
  readonly catalog: Catalog<M, P, B>
  readonly storage: Storage
  /** Accounts and subscriptions that the host keeps itself, from `hostData`; Farthing keeps them unless given. */
  readonly host?: Pick<HostData, 'reads'>
  readonly clock: Clock
  /** Whose books these are; `default` unless given. */
  readonly tenant?: TenantId
  /** Who all calls are made for. A command that names another one is refused; each command says itself unless given. */
  readonly actor?: string
  /** What all commands belong to that do not say, such as a request id. */
  readonly correlation?: string
  /** Asked before every command and query whether its actor may do that. Everything is allowed unless given. */
  readonly authorize?: Authorize
  /**
   * Where commands that are refused are kept, each in a transaction of its own: in `storage` unless given. Where that is a transaction of the host, which may roll it back, give one
   * over its pool.
   */
  readonly refusals?: RefusalStorage
  /** Where spans, measurements and log records go; nothing is made of them unless given. */
  readonly observer?: Observer
  /** The host's own aggregations, beside the built-in ones; `defineCatalog` takes the same. A name that is built in is refused. */
  readonly aggregations?: AggregationTable
  /** The host's own pipeline stages, beside the built-in ones. A name that is built in is refused. */
  readonly stages?: StageTable
  /** Which programs run for whom, and the policies that they name. Each plan's own program, and none for accounts, unless given. */
  readonly programs?: Bindings
  /** Gives the facts that stages and prices read and Farthing does not keep, such as services and balances. None unless given. */
  readonly facts?: FactSource
  /** SHA-256; the platform's own unless given. */
  readonly digest?: Digest
  /** How invoices are rounded; half-even to the minor unit, line by line, unless given. */
  readonly rounding?: RoundingPolicy
  /** Whether lines of exactly zero are shown; they are unless `omit` is given. */
  readonly zeroLines?: ZeroLines
  /** Who may approve a refund; `another_person` than who asked for it unless given. */
  readonly refundApproval?: RefundApproval
  /** What sources may send, by source; `*` stands for all without a policy of their own. Any source may send events of any time unless given. */
  readonly sources?: SourcePolicies
  /** Who moves money; none unless given. Payments that arrive by themselves need none. */
  readonly paymentProviders?: readonly PaymentProvider[]
  /** How differences are corrected, and who has to agree: by documents of their own, and nobody, unless given. */
  readonly corrections?: CorrectionOptions
  /** How long records are kept, and when a period can no longer be contested: ten years from the end of the year, and 120 days, unless given. */
  readonly retention?: RetentionOptions
  /** How invoices and credit notes are numbered; see {@link DocumentNumbering}. */
  readonly numbering?: DocumentNumbering
  /** When jobs are due: by their own schedules, with times of day in UTC, unless given. */
  readonly jobs?: JobOptions
  /** Where usage is reported to; nowhere unless given. */
  readonly usageReporting?: UsageReporting
  /** Who is told of messages over HTTP; nobody unless given. */
  readonly webhooks?: WebhookOptions
  /** Series that invoice numbers are drawn from where `numbering` does not say: `INV` gives `INV-000001`. `INV` unless given. */
  readonly series?: string
  /** When windows close and can be sealed: at their end by the clock, unless given. */
  readonly lateness?: LatenessOptions<NoInfer<M>>
}

/**
 * Billing of one tenant. Every operation is a transaction of its own; nothing is kept in memory between them but answers of
 * `quotas.check` of an age that is put up with.
 *
 * Commands take a key: the same key again returns the recorded result, with other arguments it is `command.conflict`. Lists come in pages of
 * up to 1,000, 100 unless asked.
 */
export interface Billing<P extends string = string> {
  readonly events: {
    /** Takes up to 100,000 CloudEvents in. Each has its own outcome; a bad one does not lose the good ones. */
    ingest(events: readonly unknown[], options?: IngestOptions): Promise<IngestResult>
    /** Takes a batch in as a whole, or rejects with the first refusal and keeps nothing. */
    ingestOrThrow(events: readonly unknown[], options?: IngestOptions): Promise<IngestResult>
    /** What became of everything that was ever received: `received` is the sum of the others. Calls that reject count for nothing. */
    census(): Promise<EventCensus>
    /** Effective events with what becomes of each on every meter: which subscription, or why none, or why it breaks the meter. */
    list(filter?: EventFilter, page?: PageRequest): Promise<Page<EventRecord>>
    /** Counts effective events, each as one, and their readings by status. */
    count(filter?: EventFilter): Promise<EventCount>
    /** Which line an event is in, or why it is in none, for each meter that could count it. */
    whyNot(question: EventQuestion): Promise<EventAnswer>
    /** Accounts for every event of a period, by subscription and meter: billed, free, or excluded by reason. */
    conservation(scope: UsageScope): Promise<readonly Conservation[]>
    /** Late events of sealed periods that nothing has taken yet: no seal, no invoice, no write-off. */
    late(scope: LateScope): Promise<LateList>
    /** Puts those of them into the outbox that are not there yet. Run it from a job, with the seals. */
    tellLate(scope: LateScope): Promise<ToldLate>
    /** Decides that late events are not billed. */
    writeOff(input: WriteOffEvents): Promise<WriteOffResult>
    writeOffs(filter?: WriteOffFilter, page?: PageRequest): Promise<Page<WriteOff>>
    /** Takes events in from a source, from where the last pull ended. */
    pull(source: EventSource, options?: PullOptions): Promise<PullResult>
  }
  /** How billing is doing: storage, stages, jobs, mismatches. */
  readonly health: (options?: HealthOptions) => Promise<Health>
  /** What is metered and sold. */
  readonly catalog: CatalogOperations
  /** Who commanded what, why, and what that changed. */
  readonly audit: AuditOperations
  /** What belongs together, across everything that is kept. */
  readonly diagnostics: DiagnosticsOperations
  /** Who is billed. */
  readonly accounts: AccountOperations
  /** What is billed in, and at which rates of exchange. */
  readonly currencies: CurrencyOperations
  readonly subscriptions: {
    /** Subscribes an account to a plan of the catalogue; creates the account when there is none. */
    start(input: StartSubscription<P>): Promise<Subscription>
    /** Goes to another plan: now, at the end of the period, or at any time of a period that has no invoice yet. */
    change(input: ChangePlan<P>): Promise<Subscription>
    pause(input: PauseSubscription): Promise<Subscription>
    resume(input: ChangeOptions): Promise<Subscription>
    cancel(input: ChangeOptions): Promise<Subscription>
    /** Adds what another plan has, as many times as it says, in place of what was said before. */
    addOn(input: SetAddOn<P>): Promise<Subscription>
    /** Gives one component a price of its own. */
    override(input: OverridePrice): Promise<Subscription>
    /** Takes a change back before it holds. */
    withdraw(input: WithdrawChange): Promise<Subscription>
    /** What it owes at any time, before usage: every component with its price and where that comes from. */
    terms(scope: TermsScope): Promise<SubscriptionTerms | undefined>
    get(id: string): Promise<Subscription | undefined>
    list(filter?: SubscriptionFilter, page?: PageRequest): Promise<Page<Subscription>>
  }
  readonly credits: {
    /** Gives an account credit, of money or of units of a meter, that nobody pays for. */
    grant(input: GrantCredit): Promise<CreditGrant>
    /** Sells credit: a paid grant, and the payment that buys it. */
    sell(input: SellCredit): Promise<CreditGrant>
    /** Voids a grant: what is left of it is lost, or unapplied cash again where it was sold. */
    void(input: VoidCredit): Promise<CreditStanding>
    /** Books what time has done to grants, and gives what expired. Run it from a job, behind the invoices. */
    expire(input: ExpireCredits): Promise<ExpireResult>
    /** A grant and where it stands now. */
    get(id: string): Promise<CreditStanding | undefined>
    /** Grants as they were given, by creation. */
    list(filter?: AccountScope, page?: PageRequest): Promise<Page<CreditGrant>>
    /** What an account has, by currency and by meter. */
    balance(scope: CreditBalanceScope): Promise<CreditBalance>
    /** Journals of grants: what each gave, which document and line consumed it, what expired. */
    movements(filter?: CreditMovementFilter, page?: PageRequest): Promise<Page<CreditMovement>>
    /** How long the credit of an account lasts at the rate at which documents took it. */
    runway(scope: RunwayScope): Promise<Runway>
    /** Looks where watched prepaid credit stands, and decides what follows when it is used up. Run it from a job, behind the accruals. */
    scanLow(): Promise<PrepaidScan>
  }
  readonly windows: {
    /** A source says up to when it is complete. */
    complete(input: CompleteSource): Promise<readonly WindowingState[]>
    /** Sets a manual watermark. */
    advance(input: AdvanceWatermark): Promise<readonly WindowingState[]>
    /** Seals every window that is due. Run it every few minutes; what one run leaves, the next completes. */
    sealDue(): Promise<SealRun>
    /** Replays the events of sealed windows into fresh state and compares: byte for byte the same, unless something is wrong. */
    rewind(input: RewindUsage): Promise<readonly RewoundWindow[]>
    /** Watermarks as they stand, by meter. */
    list(): Promise<readonly WindowingState[]>
  }
  readonly usage: UsageReports & {
    /** Measures and keeps the usage of a period, in one pass over the events for all subscriptions in scope. */
    seal(input: SealUsage): Promise<readonly SealedUsage[]>
    /** Measures the usage of a period as it stands, and says what is not in it. Writes nothing. */
    current(scope: CurrentUsageScope): Promise<CurrentUsage>
    /** Usage of the last periods of each subscription, newest first: sealed where it is, else as it stands. Writes nothing. */
    history(scope?: HistoryScope): Promise<readonly UsageOfPeriod[]>
    /** Measures the usage of periods as it stands and stores it as summaries. Run it by hand or from a job. */
    aggregate(scope?: AggregateUsage): Promise<readonly UsageSummary[]>
    /** Stored summaries, by period start. */
    summaries(filter?: SummaryFilter, page?: PageRequest): Promise<Page<UsageSummary>>
    /** Stored summaries as CSV, line by line. */
    csv(filter?: SummaryFilter): AsyncIterable<string>
  }
  readonly quotes: {
    /** What a subscription costs so far, over a billing period or any two instants. Writes nothing. */
    estimate(scope: QuoteScope): Promise<Quote>
    /** Estimates one by one; a refused question spoils no other. */
    estimateEach(scopes: AsyncIterable<QuoteScope> | Iterable<QuoteScope>): AsyncIterable<QuoteAnswer>
    /** What a billing period will cost at its end, if usage goes on as until now. Writes nothing. */
    project(scope: ProjectionScope): Promise<Projection>
    /** What an event costs at most if it comes now. Writes nothing. */
    upperBound(scope: BoundScope): Promise<UpperBound>
  }
  readonly shadow: ShadowOperations
  readonly invoices: InvoiceOperations
  /** What becomes of issued invoices when something turns out later. */
  readonly corrections: CorrectionOperations
  readonly adjustments: AdjustmentOperations
  readonly taxes: TaxOperations
  /** Ratings, before anything is booked or billed. */
  readonly rating: RatingOperations
  /** Usage of open periods in the book. */
  readonly accruals: AccrualOperations
  /** What was rated, with what it led to. */
  readonly ratedUsage: RatedUsageOperations
  /** What may be used of a feature, and what is left of it. */
  readonly quotas: QuotaOperations
  /** Amounts that are set aside. */
  readonly holds: HoldOperations
  /** The double-entry book. */
  readonly ledger: LedgerOperations
  /** Money that comes in, through providers or by itself. */
  readonly payments: PaymentOperations
  /** Money that goes back. */
  readonly refunds: RefundOperations
  /** Payments that their payers contest. */
  readonly disputes: DisputeOperations
  /** What accounts and projects are meant to spend, and do. */
  readonly budgets: BudgetOperations
  /** Credit that is paid for in advance: how low it is, and what follows. */
  readonly prepaid: PrepaidOperations
  /** How accounts stand with what they owe. */
  readonly delinquency: DelinquencyOperations
  /** What accounts may not do, and why. */
  readonly restrictions: RestrictionOperations
  /** Whether usage, charges, documents, the book and payments agree. */
  readonly reconciliation: ReconciliationOperations
  /** A period of many accounts at once. */
  readonly runs: RunOperations
  /** What resellers sell and earn. */
  readonly resellers: ResellerOperations
  /** What may go, and what stands in its way. */
  readonly retention: RetentionOperations
  /** Subscriptions, balances and usage of another system. */
  readonly imports: ImportOperations
  /** What others are told. */
  readonly outbox: OutboxOperations
  /** Steps under a key. */
  readonly steps: StepOperations
  /** Work that time brings. */
  readonly jobs: JobOperations
  /** What goes to receivers outside, and how far it is. */
  readonly deliveries: DeliveryOperations
  /** Usage as sinks outside have it. */
  readonly sinks: SinkOperations
  /** Messages of the outbox over HTTP. */
  readonly webhooks: WebhookOperations
}
