import { addAllMoney, fromMinorUnits, isZero, subtractMoney, type Instant, type Money } from '@farthing/core'
import {
  allocatePayment,
  applyProviderEvent,
  disputeTransactions,
  openDocuments,
  openItems,
  recordWebhook,
  refundStatus,
  refundTransactions,
  sessionState,
  settlementTransaction,
  takeBackParts,
  type Dispute,
  type EventSubject,
  type LedgerTransaction,
  type PaymentSession,
  type ProviderEvent,
  type Refund,
  type SettlementPart,
  type WebhookRecord,
} from '@farthing/ledger'
import type { MockPayments } from '../payments/mock-payments.js'

export const parties = { tenant: 'default', account: 'acme' } as const
export const currency: string = 'EUR'

/** What a host keeps that uses the pure functions as they are meant: records by id, and a book that takes each transaction once. */
export interface PaymentHost {
  readonly sessions: Map<string, PaymentSession>
  readonly refunds: Map<string, Refund>
  readonly disputes: Map<string, Dispute>
  readonly book: Map<string, LedgerTransaction>
  /** What of a payment is neither refunded nor disputed, by where it went. */
  remainingParts(payment: string): readonly SettlementPart[]
  /** Keeps a refund as it is now, and posts what follows from it. */
  noteRefund(refund: Refund): void
  /** Takes in what webhooks have arrived. */
  collect(): Promise<void>
}

export function paymentHost(mock: MockPayments, now: Instant): PaymentHost {
  const sessions = new Map<string, PaymentSession>()
  const refunds = new Map<string, Refund>()
  const disputes = new Map<string, Dispute>()
  const webhooks = new Map<string, WebhookRecord>()
  const book = new Map<string, LedgerTransaction>()
  const remainingParts = (payment: string): readonly SettlementPart[] => {
    const taken = [...disputes.values(), ...[...refunds.values()].filter((refund) => refundStatus(refund) !== 'failed')].filter((one) => one.payment === payment).flatMap(({ parts }) => parts)
    return withoutTaken(partsOf(payment, book), taken)
  }
  const subjectOf = (event: ProviderEvent): EventSubject => {
    if (event.about === 'session') return { session: byKey(sessions, event.idempotencyKey) }
    if (event.about === 'refund') return { refund: byKey(refunds, event.idempotencyKey) }
    const parts = remainingParts(event.payment)
    const contested = parts.length === 0 ? undefined : { ...parties, id: event.dispute, correlation: event.dispute, parts }
    return { dispute: disputes.get(event.dispute), contested }
  }
  const post = (transactions: readonly LedgerTransaction[]): void => {
    for (const transaction of transactions) if (!book.has(transaction.id)) book.set(transaction.id, transaction)
  }
  const noteRefund = (refund: Refund): void => {
    refunds.set(refund.id, refund)
    post(refundTransactions(refund))
  }
  /** Whether the event fitted something. */
  const apply = (event: ProviderEvent): boolean => {
    const applied = applyProviderEvent(event, subjectOf(event))
    switch (applied.about) {
      case 'session':
        sessions.set(applied.session.id, applied.session)
        post(settlementsOf(applied.session, book, now))
        return true
      case 'refund':
        noteRefund(applied.refund)
        return true
      case 'dispute':
        disputes.set(applied.dispute.id, applied.dispute)
        post(disputeTransactions(applied.dispute))
        return true
      case 'unreconciled':
        return false
    }
  }
  let waiting: readonly ProviderEvent[] = []
  const collect = async (): Promise<void> => {
    const arrived: ProviderEvent[] = []
    for (const delivery of mock.collect()) {
      const event = await mock.provider.readWebhook(delivery)
      webhooks.set(event.id, recordWebhook({ tenant: parties.tenant, receivedAt: delivery.receivedAt, event, known: webhooks.get(event.id) }))
      arrived.push(event)
    }
    // Those that fitted nothing are tried again: what they are about may have come since.
    waiting = [...waiting, ...arrived].filter((event) => !apply(event))
  }
  return { sessions, refunds, disputes, book, remainingParts, noteRefund, collect }
}

function byKey<T extends { readonly idempotencyKey: string }>(records: ReadonlyMap<string, T>, key: string | undefined): T | undefined {
  return [...records.values()].find(({ idempotencyKey }) => idempotencyKey === key)
}

function partsOf(payment: string, book: ReadonlyMap<string, LedgerTransaction>): readonly SettlementPart[] {
  const posted = [...book.values()].find(({ kind, reference }) => kind === 'payment_received' && reference === payment)
  return (posted?.entries ?? [])
    .filter(({ account }) => account.role !== 'cash')
    .map(({ account, amountMinor, item = payment }) => ({
      to: account.role === 'receivable' ? 'document' : 'unapplied',
      account: parties.account,
      item,
      amount: fromMinorUnits(amountMinor.slice(1), currency),
    }))
}

function withoutTaken(parts: readonly SettlementPart[], taken: readonly SettlementPart[]): readonly SettlementPart[] {
  const left = subtractMoney(totalOf(parts), totalOf(taken))
  return isZero(left.amount) ? [] : takeBackParts({ parts, taken, amount: left })
}

export function totalOf(parts: readonly { readonly amount: Money }[]): Money {
  return addAllMoney(parts.map(({ amount }) => amount), currency)
}

/** The postings of a session's payments that are not in the book: each settles the oldest documents that are open by then. */
function settlementsOf(session: PaymentSession, book: ReadonlyMap<string, LedgerTransaction>, now: Instant): readonly LedgerTransaction[] {
  return sessionState(session, now).settlements.map((settlement) => {
    const items = openItems(book.values(), { role: 'receivable', account: parties.account })
    const documents = openDocuments(parties.account, items)
    return settlementTransaction({ session, settlement, parts: allocatePayment({ amount: settlement.amount, documents }).parts })
  })
}
