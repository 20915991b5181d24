import type { CurrencyCode } from '@farthing/core'
import type { LedgerTransaction, PaymentSession, ProviderCustomer, ProviderEvent } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest, TakenWebhook, TimeScope } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter, type FilterRules } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'
import { applyPayment, type ApplyPayment } from './apply-payment.js'
import { customerHistory, linkCustomer, repairCustomer, type LinkCustomer, type RepairCustomer } from './link-customer.js'
import { openPortal, type OpenPortal } from './open-portal.js'
import type { PaymentName } from './paid-payment.js'
import { standingOf, type PaymentStanding } from './payment-standing.js'
import { receivePayment, type ReceivePayment } from './receive-payment.js'
import { recoverPayments, type RecoverPayments, type RecoveryResult } from './recover-payments.js'
import { refreshPayment } from './refresh-payment.js'
import { resolveWebhook, type ResolveWebhook } from './resolve-webhook.js'
import { startPayment, type StartPayment } from './start-payment.js'
import { paymentsOfDocument, tracePayment, type DocumentPayment, type PaymentTrace } from './trace-payment.js'
import { takeReport, takeWebhook, type WebhookRequest, type WebhookResult } from './take-webhook.js'

/** Conditions that must hold together; time is that of the beginning. */
export interface PaymentFilter extends AccountScope, TimeScope {
  readonly currency?: CurrencyCode
  readonly provider?: string
  /** What the provider has said; that a session's time is over is not among it. */
  readonly status?: 'initiated' | 'authorised' | 'expired' | 'failed' | 'settled'
}

export interface PaymentOperations {
  /** Starts a payment at a provider, and gives where the payer goes to. */
  start(input: StartPayment): Promise<PaymentStanding>
  /** Books a payment that has arrived by itself, to named documents or to the oldest. */
  receive(input: ReceivePayment): Promise<LedgerTransaction>
  /** Settles documents with what a payment left unapplied. */
  apply(input: ApplyPayment): Promise<LedgerTransaction>
  /** A session, by its id, and where it stands now. */
  get(id: string): Promise<PaymentStanding | undefined>
  /** Everything that a payment led to: documents, refunds, disputes, transactions; `undefined` for one that is not booked. */
  trace(name: PaymentName): Promise<PaymentTrace | undefined>
  /** What payments have settled of a document, by when they arrived. */
  ofDocument(document: string): Promise<readonly DocumentPayment[]>
  /** Sessions, and payments that arrived by themselves, by the time they began. */
  list(filter?: PaymentFilter, page?: PageRequest): Promise<Page<PaymentSession>>
  /** Asks the provider about a session, and takes in what it says. */
  refresh(id: string): Promise<PaymentStanding>
  /** Asks about sessions and refunds whose answers or webhooks were lost, and tries again what fitted nothing. Run it from a job. */
  recover(input: RecoverPayments): Promise<RecoveryResult>
  /** Takes a webhook in. Any order and any repetition gives the same records. */
  webhook(request: WebhookRequest): Promise<WebhookResult>
  /** Takes in what a provider has reported otherwise than by webhook, trusted as it is. */
  report(event: ProviderEvent): Promise<WebhookResult>
  /** Events that fit nothing that is known, by receipt. */
  unreconciled(page?: PageRequest): Promise<Page<TakenWebhook>>
  /** Decides that nothing is to be done about one of them. */
  resolve(input: ResolveWebhook): Promise<TakenWebhook>
  /** Links an account to a customer of a provider, which is made there unless it is named. */
  linkCustomer(input: LinkCustomer): Promise<ProviderCustomer>
  /** Replaces a link that is wrong. */
  repairCustomer(input: RepairCustomer): Promise<ProviderCustomer>
  /** Every link of an account at a provider that there was, the oldest first. */
  customers(about: Pick<ProviderCustomer, 'account' | 'provider'>): Promise<readonly ProviderCustomer[]>
  /** Where a customer manages cards and past payments. */
  portal(input: OpenPortal): Promise<{ readonly url: string }>
}

const paymentRules: FilterRules<PaymentFilter> = {
  ...scopeRules,
  ...timeRules,
  currency: 'currency',
  provider: 'text',
  status: { initiated: true, authorised: true, expired: true, failed: true, settled: true },
}

export function paymentOperations(context: BillingContext): PaymentOperations {
  const { storage, tenant, digest, clock } = context
  return {
    start: (input) => startPayment(context, input),
    receive: (input) => receivePayment(context, input),
    apply: (input) => applyPayment(context, input),
    get: (id) =>
      storage.transaction(tenant, async ({ payments }) => {
        const kept = await payments.get('session', id)
        return kept && standingOf(kept.content, clock.now())
      }),
    trace: (name) => storage.transaction(tenant, (stores) => tracePayment(context, stores, name)),
    ofDocument: (document) => storage.transaction(tenant, (stores) => paymentsOfDocument(stores, document)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, paymentRules)
      return storage.transaction(tenant, async ({ payments }) => {
        const { items, ...rest } = await payments.list('session', conditions, page)
        return { items: items.map(({ content }) => content), ...rest }
      })
    },
    refresh: (id) => refreshPayment(context, id),
    recover: (input) => recoverPayments(context, input),
    webhook: (request) => takeWebhook(context, request),
    report: (event) => takeReport(context, event),
    unreconciled: (page) =>
      storage.transaction(tenant, async ({ payments }) => {
        const { items, ...rest } = await payments.list('webhook', { status: 'unreconciled' }, page)
        return { items: items.map(({ content }) => content), ...rest }
      }),
    resolve: (input) => resolveWebhook(context, input),
    linkCustomer: (input) => linkCustomer(context, input),
    repairCustomer: (input) => repairCustomer(context, input),
    customers: (about) => storage.transaction(tenant, (stores) => customerHistory(stores, about, digest)),
    portal: (input) => openPortal(context, input),
  }
}
