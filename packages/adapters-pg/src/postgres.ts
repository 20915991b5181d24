import type { Storage, Stores } from '@farthing/ports'
import type { WaitLimits } from './connection/answer-within.js'
import type { PgConnection } from './connection/pg-connection.js'
import { defaultSchema, quoteSchema } from './connection/schema-name.js'
import type { Session } from './connection/session.js'
import { tenantTransactions } from './connection/tenant-transactions.js'
import { pgEventBodyStore } from './events/pg-event-body-store.js'
import { pgEventStore } from './events/pg-event-store.js'
import type { UnsafeSetting } from './guard/unsafe-settings.js'
import { hintChannel, type HintOptions } from './hints/hint.js'
import { pgAccountStore } from './stores/pg-account-store.js'
import { pgAdjustmentStore } from './stores/pg-adjustment-store.js'
import { pgBillingRunStore } from './stores/pg-billing-run-store.js'
import { pgBookPeriodStore } from './stores/pg-book-period-store.js'
import { pgCarryStore } from './stores/pg-carry-store.js'
import { pgCensusStore } from './stores/pg-census-store.js'
import { pgChainStore } from './stores/pg-chain-store.js'
import { pgChargeStore } from './stores/pg-charge-store.js'
import { pgCommandStore } from './stores/pg-command-store.js'
import { pgControlStore } from './stores/pg-control-store.js'
import { pgCorrectionStore } from './stores/pg-correction-store.js'
import { pgCreditStore } from './stores/pg-credit-store.js'
import { pgDeliveryStore } from './stores/pg-delivery-store.js'
import { pgDocumentStore } from './stores/pg-document-store.js'
import { pgHoldStore } from './stores/pg-hold-store.js'
import { pgJobStore } from './stores/pg-job-store.js'
import { pgLedgerStore } from './stores/pg-ledger-store.js'
import { pgOffsetStore } from './stores/pg-offset-store.js'
import { pgPaymentStore } from './stores/pg-payment-store.js'
import { pgOutboxStore } from './stores/pg-outbox-store.js'
import { pgPlanVersionStore } from './stores/pg-plan-version-store.js'
import { pgQuotaStore } from './stores/pg-quota-store.js'
import { pgRatingRunStore } from './stores/pg-rating-run-store.js'
import { pgReconciliationStore } from './stores/pg-reconciliation-store.js'
import { pgSubscriptionStore } from './stores/pg-subscription-store.js'
import { pgSummaryStore } from './stores/pg-summary-store.js'
import { pgTaxFilingStore } from './stores/pg-tax-filing-store.js'
import { pgUsageStore } from './stores/pg-usage-store.js'
import { pgWindowingStore } from './stores/pg-windowing-store.js'
import { pgWriteOffStore } from './stores/pg-write-off-store.js'

export interface PostgresOptions extends WaitLimits, HintOptions {
  /** Schema that `migrate` made: `farthing` unless given. */
  readonly schema?: string
  /** Settings of the server that are put up with although what was acknowledged may be lost; none unless given. For trying out, never for billing. */
  readonly acceptUnsafe?: readonly UnsafeSetting[]
}

function storesOf(session: Session): Stores {
  return {
    events: pgEventStore(session),
    eventBodies: pgEventBodyStore(session),
    census: pgCensusStore(session),
    offsets: pgOffsetStore(session),
    windowing: pgWindowingStore(session),
    usage: pgUsageStore(session),
    summaries: pgSummaryStore(session),
    writeOffs: pgWriteOffStore(session),
    charges: pgChargeStore(session),
    carries: pgCarryStore(session),
    documents: pgDocumentStore(session),
    corrections: pgCorrectionStore(session),
    ledger: pgLedgerStore(session),
    chain: pgChainStore(session),
    bookPeriods: pgBookPeriodStore(session),
    holds: pgHoldStore(session),
    quotas: pgQuotaStore(session),
    ratingRuns: pgRatingRunStore(session),
    reconciliations: pgReconciliationStore(session),
    billingRuns: pgBillingRunStore(session),
    credits: pgCreditStore(session),
    adjustments: pgAdjustmentStore(session),
    taxFilings: pgTaxFilingStore(session),
    payments: pgPaymentStore(session),
    controls: pgControlStore(session),
    accounts: pgAccountStore(session),
    subscriptions: pgSubscriptionStore(session),
    planVersions: pgPlanVersionStore(session),
    commands: pgCommandStore(session),
    outbox: pgOutboxStore(session),
    deliveries: pgDeliveryStore(session),
    jobs: pgJobStore(session),
  }
}

/**
 * Storage on PostgreSQL 15 or later, in the schema that `migrate` makes.
 *
 * Every statement names its tenant and its schema, row-level security stands behind that, and settings last for one transaction.
 * Failures of the server come as `storage.contention` (run the transaction again), `storage.unavailable` (the server did not answer;
 * nothing was kept) or `storage.outcome_unknown` (it may have been kept: repeat with the same keys). Nothing is retried here.
 *
 * @throws `storage.schema_name_invalid`; per transaction `storage.unsafe`, `storage.aborted`, `storage.schema_older`, `storage.schema_newer`.
 */
export function postgres(connection: PgConnection, options: PostgresOptions = {}): Storage {
  const { schema = defaultSchema, acceptUnsafe = [], hints = false } = options
  const runInTenant = tenantTransactions(connection, { ...options, schema: quoteSchema(schema), acceptUnsafe, ...(hints ? { hintChannel: hintChannel(schema) } : {}) })
  return { transaction: (tenant, work) => runInTenant(tenant, (session) => work(storesOf(session))) }
}
