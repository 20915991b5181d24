import { aggregations as builtIn, checkText, fail, type AggregationTable } from '@farthing/core'
import { builtInStages, checkBindings, type StageTable } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { accountOperations } from './accounts/account-operations.js'
import { currencyOperations } from './currencies/currency-operations.js'
import { adjustmentOperations } from './adjustments/adjustment-operations.js'
import { budgetOperations } from './budgets/budget-operations.js'
import { controlContext } from './controls/control-options.js'
import { delinquencyOperations } from './delinquency/delinquency-operations.js'
import { restrictionOperations } from './delinquency/restriction-operations.js'
import { prepaidOperations } from './prepaid/prepaid-operations.js'
import { scanPrepaid } from './prepaid/scan-prepaid.js'
import { auditOperations } from './audit/audit-operations.js'
import { diagnosticsOperations } from './audit/diagnostics.js'
import { keepingRefusals } from './audit/keep-refusals.js'
import { authorizing } from './authorization/authorize.js'
import { catalogOperations } from './catalog/catalog-operations.js'
import type { Billing, BillingOptions } from './billing.js'
import type { BillingContext } from './context.js'
import { checkCorrectionOptions } from './corrections/correction-options.js'
import { correctionOperations } from './corrections/correction-operations.js'
import { nativeSha256 } from './digest/native-sha256.js'
import { creditBalance } from './credits/credit-balance.js'
import { creditRunway } from './credits/credit-runway.js'
import { standingAt } from './credits/credit-standing.js'
import { expireCredits } from './credits/expire-credits.js'
import { grantCredit } from './credits/grant-credit.js'
import { loadGrant } from './credits/load-credits.js'
import { voidCredit } from './credits/void-credit.js'
import { conservation } from './explain/conservation.js'
import { whyNot } from './explain/why-not.js'
import { countEvents } from './events/count-events.js'
import { ingest, ingestOrThrow } from './events/ingest.js'
import { listLate } from './events/late.js'
import { listEvents } from './events/list-events.js'
import { pull } from './events/pull.js'
import { checkSourcePolicies } from './events/source-policy.js'
import { tellLate } from './events/tell-late.js'
import { writeOffLate } from './events/write-off.js'
import { hostedStorage } from './host-data/hosted-storage.js'
import { plansOfHost } from './host-data/plans-of-host.js'
import { checkHealth } from './observability/health.js'
import { observing } from './observability/observe-operations.js'
import { safeObserver } from './observability/safe-observer.js'
import { completeOptions } from './operations/complete-options.js'
import { checkFilter } from './filters/check-filter.js'
import { scopeRules } from './filters/scope-rules.js'
import { interceptOperations, type Interceptor } from './operations/intercept-operations.js'
import { documentContext } from './invoices/document-options.js'
import { invoiceOperations } from './invoices/invoice-operations.js'
import { documentNumbering } from './invoices/numbering/document-numbering.js'
import { bound } from './quotes/bound.js'
import { estimate, estimateEach } from './quotes/estimate.js'
import { project } from './quotes/project.js'
import { shadowOperations } from './quotes/shadow-operations.js'
import { postingSteps } from './accruals/accrual-operations.js'
import { quotaOperations } from './quotas/quota-operations.js'
import { watchQuotas } from './quotas/watch-quotas.js'
import { holdOperations } from './holds/hold-operations.js'
import { jobOperations } from './jobs/job-operations.js'
import { jobSettings } from './jobs/job-options.js'
import { importOperations } from './imports/import-operations.js'
import { deliveryOperations } from './deliveries/delivery-operations.js'
import { sinkOperations } from './sinks/sink-operations.js'
import { reportingSettings } from './sinks/usage-reporting.js'
import { webhookOperations } from './webhooks/webhook-operations.js'
import { webhookSettings } from './webhooks/webhook-options.js'
import { ledgerOperations } from './ledger/ledger-operations.js'
import { outboxOperations } from './outbox/outbox-operations.js'
import { disputeOperations } from './disputes/dispute-operations.js'
import { paymentOperations } from './payments/payment-operations.js'
import { sellCredit } from './payments/sell-credit.js'
import { paymentProvidersOf } from './payments/provider-of.js'
import { refundOperations } from './refunds/refund-operations.js'
import { retentionOperations } from './retention/retention-operations.js'
import { checkRetentionOptions } from './retention/retention-options.js'
import { resellerOperations } from './resellers/reseller-operations.js'
import { reconciliationOperations } from './reconciliation/reconciliation-operations.js'
import { runOperations } from './runs/run-operations.js'
import { stepOperations } from './steps/step-operations.js'
import { startSubscription } from './subscriptions/start-subscription.js'
import { termsOfSubscription } from './subscriptions/terms-of-subscription.js'
import { cancelSubscription, changePlan, overridePrice, pauseSubscription, resumeSubscription, setAddOn, withdrawChange } from './subscriptions/subscription-changes.js'
import { taxOperations } from './tax/tax-operations.js'
import { aggregateUsage } from './usage/aggregate-usage.js'
import { currentUsage } from './usage/current-usage.js'
import { seal } from './usage/seal.js'
import { checkSummaryFilter, usageCsv } from './usage/usage-csv.js'
import { usageReports } from './usage/usage-reports.js'
import { usageHistory } from './usage/usage-history.js'
import { checkLateness } from './windows/lateness.js'
import { rewindUsage } from './windows/rewind-usage.js'
import { sealDue } from './windows/seal-due.js'
import { advanceWatermark, completeSource, listWindowing } from './windows/watermarks.js'

/**
 * Billing of one tenant over a catalogue, a storage and a clock. Opens nothing and keeps nothing in memory but answers of `quotas.check`,
 * which all instances over a storage share, so it may be made for each request.
 *
 * Commands (`put`, `start`, `issue`) take a key: a repeat returns the recorded result. What takes none, such as ingest, is idempotent by itself, and gets one by `steps.once`.
 */
export function createBilling<M extends string, P extends string, B extends string = never>(options: BillingOptions<M, P, B>): Billing<P | B> {
  return interceptedOperations<P | B>(options, contextOf(options))
}

/** A step under a key is done by operations that act for whoever asked for it: it is seen, and has to be allowed, as if it was called by itself. */
function interceptedOperations<P extends string>(options: Pick<BillingOptions, 'authorize' | 'refusals'>, context: BillingContext): Billing<P> {
  const operations = operationsOf<P>(context, (acting) => interceptedOperations(options, acting))
  return interceptOperations(operations, { interceptors: interceptorsOf(options, context), complete: completeOptions(context) })
}

/** An operation that is refused is seen, and a command kept, too. */
function interceptorsOf({ authorize, refusals }: Pick<BillingOptions, 'authorize' | 'refusals'>, context: BillingContext): readonly Interceptor[] {
  const { observer } = context
  const kept = refusals === 'nowhere' ? [] : [keepingRefusals(context, refusals)]
  return [...(observer === undefined ? [] : [observing(observer, context)]), ...kept, ...(authorize === undefined ? [] : [authorizing(authorize, context)])]
}

function operationsOf<P extends string>(context: BillingContext, actingFor: (context: BillingContext) => Billing): Billing<P> {
  const read: Reading = (work) => context.storage.transaction(context.tenant, work)
  return {
    events: eventsOf(context, read),
    health: (healthOptions) => checkHealth(context, healthOptions ?? {}),
    catalog: catalogOperations(context),
    audit: auditOperations(context),
    diagnostics: diagnosticsOperations(context),
    accounts: accountOperations(context),
    currencies: currencyOperations(context),
    subscriptions: subscriptionsOf(context, read),
    credits: creditsOf(context, read),
    windows: {
      complete: (input) => completeSource(context, input),
      advance: (input) => advanceWatermark(context, input),
      sealDue: () => sealDue(context),
      rewind: (input) => rewindUsage(context, input),
      list: () => read((stores) => listWindowing(context, stores)),
    },
    usage: {
      ...usageReports(context),
      seal: (input) => seal(context, input),
      current: (scope) => currentUsage(context, scope),
      history: (scope) => usageHistory(context, scope ?? {}),
      aggregate: (scope) => aggregateUsage(context, scope ?? {}),
      summaries: async (filter, page) => {
        const conditions = checkSummaryFilter(filter)
        return read((stores) => stores.summaries.list(conditions, page))
      },
      csv: (filter) => usageCsv(context, filter ?? {}),
    },
    quotes: {
      estimate: (scope) => estimate(context, scope),
      estimateEach: (scopes) => estimateEach(context, scopes),
      project: (scope) => project(context, scope),
      upperBound: (scope) => bound(context, scope),
    },
    shadow: shadowOperations(context),
    invoices: invoiceOperations(context),
    corrections: correctionOperations(context),
    adjustments: adjustmentOperations(context),
    taxes: taxOperations(context),
    ...postingSteps(context),
    holds: holdOperations(context),
    quotas: quotaOperations(context),
    ledger: ledgerOperations(context),
    payments: paymentOperations(context),
    refunds: refundOperations(context),
    disputes: disputeOperations(context),
    budgets: budgetOperations(context),
    prepaid: prepaidOperations(context),
    delinquency: delinquencyOperations(context),
    restrictions: restrictionOperations(context),
    imports: importOperations(context),
    outbox: outboxOperations(context),
    steps: stepOperations(context, actingFor),
    jobs: jobOperations(context),
    deliveries: deliveryOperations(context),
    sinks: sinkOperations(context),
    webhooks: webhookOperations(context),
    reconciliation: reconciliationOperations(context),
    resellers: resellerOperations(context),
    retention: retentionOperations(context),
    runs: runOperations(context),
  }
}

/** Reads in a transaction of its own. */
type Reading = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>

function eventsOf(context: BillingContext, read: Reading): Billing['events'] {
  return {
    ingest: (events, ingestOptions) => ingest(context, events, ingestOptions),
    ingestOrThrow: (events, ingestOptions) => ingestOrThrow(context, events, ingestOptions),
    census: () => read((stores) => stores.census.total()),
    list: (filter, page) => listEvents(context, filter ?? {}, page),
    count: (filter) => countEvents(context, filter ?? {}),
    whyNot: (question) => whyNot(context, question),
    conservation: (scope) => conservation(context, scope),
    late: (scope) => listLate(context, scope),
    tellLate: (scope) => tellLate(context, scope),
    writeOff: (input) => writeOffLate(context, input),
    writeOffs: async (filter, page) => {
      const conditions = checkFilter(filter, { account: 'text', subscription: 'text', period: 'interval' })
      return read((stores) => stores.writeOffs.list(conditions, page))
    },
    pull: (source, pullOptions) => pull(context, source, pullOptions),
  }
}

function subscriptionsOf<P extends string>(context: BillingContext, read: Reading): Billing<P>['subscriptions'] {
  return {
    start: (input) => startSubscription(context, input),
    change: (input) => changePlan(context, input),
    pause: (input) => pauseSubscription(context, input),
    resume: (input) => resumeSubscription(context, input),
    cancel: (input) => cancelSubscription(context, input),
    addOn: (input) => setAddOn(context, input),
    override: (input) => overridePrice(context, input),
    withdraw: (input) => withdrawChange(context, input),
    terms: (scope) => termsOfSubscription(context, scope),
    get: (id) => read((stores) => stores.subscriptions.get(id)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, { ...scopeRules, subject: 'text', reseller: 'text', plan: 'text' })
      return read((stores) => stores.subscriptions.list(conditions, page))
    },
  }
}

function creditsOf(context: BillingContext, read: Reading): Billing['credits'] {
  return {
    grant: (input) => grantCredit(context, input),
    sell: (input) => sellCredit(context, input),
    void: (input) => voidCredit(context, input),
    expire: (input) => expireCredits(context, input),
    get: (id) => read(async (stores) => ((await stores.credits.get(id)) === undefined ? undefined : standingAt(await loadGrant(stores, id), context.clock.now()))),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, scopeRules)
      return read((stores) => stores.credits.list(conditions, page))
    },
    balance: (scope) => read((stores) => creditBalance(stores, scope, context.clock.now())),
    movements: async (filter, page) => {
      const conditions = checkFilter(filter, { ...scopeRules, grant: 'text', document: 'text' })
      return read((stores) => stores.credits.movements(conditions, page))
    },
    runway: (scope) => read((stores) => creditRunway(stores, scope, context.clock.now())),
    scanLow: () => scanPrepaid(context),
  }
}

function contextOf<M extends string, P extends string, B extends string>(options: BillingOptions<M, P, B>): BillingContext {
  const { catalog, storage, clock, tenant = 'default', digest = nativeSha256, series = 'INV', sources = {} } = options
  const { rounding = { mode: 'half-even', scope: 'perLine' }, zeroLines = 'keep', refundApproval = 'another_person' } = options
  const stages = withBuiltInStages(options.stages ?? {})
  return {
    catalog,
    storage: watchQuotas(hostedStorage(storage, options.host?.reads, plansOfHost({ catalog, digest, stages })), storage),
    clock,
    tenant: checkText(tenant, { field: 'tenant' }),
    ...(options.actor === undefined ? {} : { actor: checkText(options.actor, { field: 'actor' }) }),
    ...(options.correlation === undefined ? {} : { correlation: checkText(options.correlation, { field: 'correlation' }) }),
    ...(options.observer === undefined ? {} : { observer: safeObserver(options.observer) }),
    digest,
    aggregations: withBuiltIn(options.aggregations ?? {}),
    stages,
    ...(options.programs === undefined ? {} : { programs: checkBindings(options.programs, 'programs') }),
    ...(options.facts === undefined ? {} : { facts: options.facts }),
    rounding,
    zeroLines,
    refundApproval,
    ...documentContext(options, digest),
    ...controlContext(options),
    corrections: checkCorrectionOptions(options.corrections ?? {}),
    retention: checkRetentionOptions(options.retention ?? {}),
    numbering: documentNumbering(options.numbering ?? {}, checkText(series, { field: 'series', maxLength: 32 })),
    lateness: checkLateness(options.lateness ?? {}, catalog),
    sources: checkSourcePolicies(sources),
    jobs: jobSettings(options.jobs ?? {}),
    reporting: reportingSettings(options.usageReporting ?? {}, catalog),
    ...(options.webhooks === undefined ? {} : { webhooks: webhookSettings(options.webhooks) }),
    paymentProviders: paymentProvidersOf(options.paymentProviders ?? []),
  }
}

/** A name means one aggregation: the host's own may not take a built-in one's. */
function withBuiltIn(own: AggregationTable): AggregationTable {
  for (const name of Object.keys(own)) {
    if (Object.hasOwn(builtIn, name)) fail('meter.invalid', { field: `aggregations.${name}`, because: 'is the name of a built-in aggregation' })
  }
  return { ...builtIn, ...own }
}

/** A name with version means one stage: the host's own may not take a built-in one's. */
function withBuiltInStages(own: StageTable): StageTable {
  for (const use of Object.keys(own)) {
    if (Object.hasOwn(builtInStages, use)) fail('program.invalid', { field: `stages.${use}`, because: 'is the name of a built-in stage' })
  }
  return { ...builtInStages, ...own }
}
