import type { Hash, Instant, Interval, Money } from '@farthing/core'
import { disputeTransactions, refundTransactions, sessionState, type InvoiceStatus, type LedgerTransaction } from '@farthing/ledger'
import type { CommandRecord, CommandRefusal, Page, PageRequest, PaymentRecord, RecordChange, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { invoiceStanding } from '../invoices/lifecycle/invoice-standing.js'
import { paymentPosting } from '../payments/paid-payment.js'
import { paymentsOfDocument, type DocumentPayment } from '../payments/trace-payment.js'
import { auditRecordOf, refusedCommandOf, type AuditRecord, type RefusedCommand } from './audit-operations.js'

/** Usage that a command sealed. */
export interface TracedUsage extends Interval {
  readonly subscription: string
  readonly revision: number
  /** When it was measured. */
  readonly at: Instant
}

/** A charge that a command rated, and the document that it was rated for. */
export interface TracedCharge {
  readonly chargeKey: Hash
  readonly document: Hash
  readonly run: Hash
}

/** A document that a command issued or moved, as it stands now. */
export interface TracedDocument {
  readonly id: Hash
  readonly number: string
  readonly account: string
  readonly payable: Money
  readonly status: InvoiceStatus
  readonly documentHash: Hash
  /** What payments have settled of it since, whatever they belong to. */
  readonly payments: readonly DocumentPayment[]
}

/** A step of a session, refund, dispute, customer or webhook, as it stands now. */
export interface TracedPayment extends Pick<PaymentRecord, 'kind' | 'id' | 'status' | 'provider' | 'revision'> {
  readonly account?: string
  /** Ids of what is booked of it, whoever reported it: a payment, a refund, a dispute. */
  readonly transactions: readonly Hash[]
}

/** Everything that belongs to one correlation. */
export interface CorrelationTrail {
  readonly correlation: string
  /** By time. */
  readonly commands: readonly AuditRecord[]
  /** What of it was refused, by time: the first 1,000, on the first page. */
  readonly refusals: readonly RefusedCommand[]
  readonly usage: readonly TracedUsage[]
  readonly charges: readonly TracedCharge[]
  readonly documents: readonly TracedDocument[]
  readonly transactions: readonly LedgerTransaction[]
  readonly payments: readonly TracedPayment[]
  /** Whatever else was written: accounts, subscriptions, credits, corrections, holds. */
  readonly others: readonly RecordChange[]
  /** What the audit names and the storage does not have: empty, unless something is wrong. */
  readonly missing: readonly RecordChange[]
  /** Where the next commands of the correlation begin; absent when these are all. */
  readonly next?: string
}

export interface DiagnosticsOperations {
  /** What commands of a correlation did, from usage to payments, with what became of it. A page is of commands: 100 unless asked. */
  byCorrelation(correlation: string, page?: PageRequest): Promise<CorrelationTrail>
}

export function diagnosticsOperations(context: BillingContext): DiagnosticsOperations {
  return {
    byCorrelation: (correlation, page) =>
      context.storage.transaction(context.tenant, async (stores) => trailOf(context, stores, correlation, await commandsOf(stores, correlation, page))),
  }
}

interface CorrelatedCommands extends Page<CommandRecord> {
  readonly refused: readonly CommandRefusal[]
}

async function commandsOf({ commands }: Stores, correlation: string, page: PageRequest = {}): Promise<CorrelatedCommands> {
  const refused = page.cursor === undefined ? (await commands.refusals({ correlation }, { limit: 1_000 })).items : []
  return { ...(await commands.list({ correlation }, page)), refused }
}

async function trailOf(context: BillingContext, stores: Stores, correlation: string, { items, refused, next }: CorrelatedCommands): Promise<CorrelationTrail> {
  const commands = items.map(auditRecordOf)
  const found = new Map(commands.flatMap(({ changes }) => changes.map((change) => [JSON.stringify([change.record, change.id]), change] as const)))
  const parts = { usage: [] as TracedUsage[], charges: [] as TracedCharge[], documents: [] as TracedDocument[], transactions: [] as LedgerTransaction[], payments: [] as TracedPayment[] }
  const [others, missing]: [RecordChange[], RecordChange[]] = [[], []]
  const documents = new Set<string>()
  const paymentKind = { payment_session: 'session', refund: 'refund', dispute: 'dispute', provider_customer: 'customer', payment_webhook: 'webhook' } as const

  const keep = async <T>(list: T[], change: RecordChange, loaded: Promise<readonly T[] | undefined>): Promise<void> => {
    const value = await loaded
    if (value === undefined) missing.push(change)
    else list.push(...value)
  }
  for (const change of found.values()) {
    const { record, id } = change
    if (record === 'usage') await keep(parts.usage, change, tracedUsage(stores, id))
    else if (record === 'rating_run') await keep(parts.charges, change, tracedCharges(stores, id))
    else if (record === 'ledger_transaction') await keep(parts.transactions, change, asList(stores.ledger.get(id)))
    else if (record === 'invoice' || record === 'invoice_status') {
      if (!documents.has(id)) await keep(parts.documents, change, tracedDocument(stores, id))
      documents.add(id)
    } else if (Object.hasOwn(paymentKind, record)) await keep(parts.payments, change, tracedPayment(context, stores, paymentKind[record as keyof typeof paymentKind], id))
    else others.push(change)
  }
  return { correlation, commands, refusals: refused.map(refusedCommandOf), ...parts, others, missing, ...(next === undefined ? {} : { next }) }
}

async function asList<T>(value: Promise<T | undefined>): Promise<readonly T[] | undefined> {
  const found = await value
  return found === undefined ? undefined : [found]
}

/** An id of usage ends with its interval and its revision; what stands before is the subscription, which may hold a slash. */
async function tracedUsage(stores: Stores, id: string): Promise<readonly TracedUsage[] | undefined> {
  const [revision = '', to = '', from = '', ...rest] = id.split('/').reverse()
  const subscription = rest.reverse().join('/')
  const sealed = await stores.usage.get(subscription, { from, to }, Number(revision))
  return sealed && [{ subscription, from, to, revision: sealed.revision, at: sealed.knownAt.at }]
}

async function tracedCharges(stores: Stores, id: string): Promise<readonly TracedCharge[] | undefined> {
  const run = await stores.ratingRuns.get(id)
  return run?.charges.map(({ chargeKey }) => ({ chargeKey, document: run.document, run: run.id }))
}

/** Also a credit note or a supplementary invoice is a document with statuses; those are found by their corrections. */
async function tracedDocument(stores: Stores, id: string): Promise<readonly TracedDocument[] | undefined> {
  const invoice = await stores.documents.get(id)
  if (invoice === undefined) return (await stores.corrections.findNote(id)) === undefined ? undefined : []
  const standing = await invoiceStanding(stores, id)
  const { number, account, totals, currency, documentHash } = invoice
  const payments = await paymentsOfDocument(stores, id)
  return [{ id, number, account, payable: { amount: totals.payable, currency }, status: standing?.status ?? 'issued', documentHash, payments }]
}

async function tracedPayment(context: BillingContext, stores: Stores, kind: PaymentRecord['kind'], id: string): Promise<readonly TracedPayment[] | undefined> {
  const record = await stores.payments.get(kind, id)
  if (record === undefined) return undefined
  const { status, provider, revision, account } = record
  return [{ kind, id, status, provider, revision, ...(account === undefined ? {} : { account }), transactions: await bookedOf(context, stores, { kind, id, provider }) }]
}

async function bookedOf(context: BillingContext, stores: Stores, { kind, id, provider }: Pick<PaymentRecord, 'kind' | 'id' | 'provider'>): Promise<readonly Hash[]> {
  const { digest } = context
  const found: Hash[] = []
  if (kind === 'session') {
    const session = await stores.payments.get(kind, id)
    for (const { payment } of session === undefined ? [] : sessionState(session.content, session.content.initiatedAt).settlements) {
      const booked = await paymentPosting(context, stores, { provider, payment })
      if (booked !== undefined) found.push(booked.id)
    }
    return found
  }
  const refund = kind === 'refund' ? await stores.payments.get(kind, id) : undefined
  const dispute = kind === 'dispute' ? await stores.payments.get(kind, id) : undefined
  const following = [...(refund === undefined ? [] : refundTransactions(refund.content, { digest })), ...(dispute === undefined ? [] : disputeTransactions(dispute.content, { digest }))]
  for (const transaction of following) if ((await stores.ledger.get(transaction.id)) !== undefined) found.push(transaction.id)
  return found
}
