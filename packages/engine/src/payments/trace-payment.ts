import { addAllMoney, addMoney, compareBytes, fail, signOf, type Instant, type Money } from '@farthing/core'
import { disputeTransactions, refundableOf, refundTransactions, sessionState, type Dispute, type LedgerTransaction, type Refund, type SettlementPart } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { bookOf } from '../ledger/account-book.js'
import { isApplication, loadPayment, paymentPosting, reversalOf, type BookedPayment, type PaymentName } from './paid-payment.js'

/** A payment, and everything that it led to. */
export interface PaymentTrace extends PaymentName {
  readonly account: string
  readonly amount: Money
  /** When it arrived, as its provider says. */
  readonly receivedAt: Instant
  /** Ids of the sessions that report it: one, unless a provider names it in two. */
  readonly sessions: readonly string[]
  /** What it went to: documents, credit, and what settles nothing. Sums to the amount. */
  readonly settled: readonly SettlementPart[]
  /** What refunds and disputes leave of that; nothing once its posting is reversed. */
  readonly left: readonly SettlementPart[]
  /** What can still be asked back; what bought credit only once the grant is void. */
  readonly refundable: Money
  /** What disputes hold, or have taken. */
  readonly disputed: Money
  readonly refunds: readonly Refund[]
  readonly disputes: readonly Dispute[]
  /** What is booked of it, of its refunds and its disputes, with what was reversed and the reversals; by booking time. */
  readonly transactions: readonly LedgerTransaction[]
}

/** What of a payment stands on a document. */
export interface DocumentPayment extends PaymentName {
  /** What it settled. */
  readonly settled: Money
  /** What refunds and disputes leave of that. */
  readonly left: Money
  readonly receivedAt: Instant
}

/** Everything that a payment led to; `undefined` for one that is not booked. */
export async function tracePayment(context: BillingContext, stores: Stores, { provider, payment }: PaymentName): Promise<PaymentTrace | undefined> {
  const received = await paymentPosting(context, stores, { provider, payment })
  if (received === undefined) return undefined
  const booked = await loadPayment(stores, { provider, payment, received })
  const { account, amount, parts: settled, left, credit, disputed, refunds, disputes } = booked
  const refundable = refundableOf({ payment, amount, disputed: addMoney(disputed, credit) }, refunds)
  const isReversed = (await reversalOf(context, stores, received)) !== undefined
  return {
    provider, payment, account, amount, receivedAt: received.bookedAt, sessions: await sessionsOf(stores, account, { provider, payment }), settled,
    left: isReversed ? [] : left,
    refundable: isReversed || signOf(refundable.amount) < 0 ? { amount: '0', currency: amount.currency } : refundable,
    disputed, refunds, disputes, transactions: await transactionsOf(context, stores, booked),
  }
}

/** Of refunds and disputes what is booked of what follows from them; not all of it touches the account of the payer. */
async function transactionsOf(context: BillingContext, stores: Stores, { account, received, refunds, disputes }: BookedPayment): Promise<readonly LedgerTransaction[]> {
  const options = { digest: context.digest }
  const applications = (await bookOf(stores, account)).filter((transaction) => isApplication(transaction, received))
  const following = [...refunds.flatMap((refund) => refundTransactions(refund, options)), ...disputes.flatMap((dispute) => disputeTransactions(dispute, options))]
  const found = [received, ...applications]
  for (const { id } of following) found.push(...present(await stores.ledger.get(id)))
  const reversals = await Promise.all(found.map((transaction) => reversalOf(context, stores, transaction)))
  return [...found, ...reversals.flatMap(present)].sort((a, b) => compareBytes(a.bookedAt, b.bookedAt))
}

function present<T>(one: T | undefined): readonly T[] {
  return one === undefined ? [] : [one]
}

async function sessionsOf(stores: Stores, account: string, { provider, payment }: PaymentName): Promise<readonly string[]> {
  const sessions = await listAll((page) => stores.payments.list('session', { account, provider, status: 'settled' }, page))
  return sessions.flatMap(({ id, content }) => (sessionState(content, content.initiatedAt).settlements.some((settlement) => settlement.payment === payment) ? [id] : []))
}

/**
 * What payments have settled of a document, by when they arrived.
 *
 * @throws `invoice.unknown`
 */
export async function paymentsOfDocument(stores: Stores, document: string): Promise<readonly DocumentPayment[]> {
  const issued = await stores.documents.get(document)
  if (issued === undefined) return fail('invoice.unknown', { field: 'document', because: `is ${JSON.stringify(document)}` })
  const book = await bookOf(stores, issued.account)
  const reversed = new Set(book.map(({ corrects }) => corrects))
  const paying = book.filter(({ id, kind, entries }) => (kind === 'payment_received' || kind === 'payment_applied') && !reversed.has(id) && entries.some(({ item }) => item === document))
  const payments: DocumentPayment[] = []
  for (const received of book.filter(({ id, kind }) => kind === 'payment_received' && !reversed.has(id))) {
    if (!paying.some((transaction) => transaction.id === received.id || isApplication(transaction, received))) continue
    const provider = received.entries.find(({ account }) => account.role === 'cash')?.account.routing ?? ''
    const { parts, left, amount: { currency } } = await loadPayment(stores, { provider, payment: received.reference, received })
    const ofDocument = (all: readonly SettlementPart[]): Money => addAllMoney(all.filter(({ to, item }) => to === 'document' && item === document).map(({ amount }) => amount), currency)
    payments.push({ provider, payment: received.reference, settled: ofDocument(parts), left: ofDocument(left), receivedAt: received.bookedAt })
  }
  return payments
}
