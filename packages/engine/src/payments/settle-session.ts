import { compareMoney, type Instant, type Money } from '@farthing/core'
import {
  allocatePayment, openDocuments, openItems, sessionState, settledParts, settlementTransaction, type LedgerTransaction, type NamedAllocation, type OpenDocument, type PaymentSession, type Settlement, type SettlementPart,
} from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { bookOf } from '../ledger/account-book.js'
import { newsOf, tell, type OutboxNews } from '../outbox/tell.js'
import { bookPostings } from './book-postings.js'
import { documentsMeant } from './documents-meant.js'
import { accountOf, cashOf, paymentPosting } from './paid-payment.js'

export interface SettleSession {
  readonly session: PaymentSession
  /** What each payment settles first, exactly; the session's documents that are still open, then the oldest, unless given. */
  readonly named?: readonly NamedAllocation[] | undefined
  /** Where the whole of its one payment goes, where no document is to be settled by it. */
  readonly parts?: readonly SettlementPart[]
  readonly actor?: string | undefined
  readonly now: Instant
}

/**
 * Books the payments of a session that are not in the book, each to what is open by then, and tells others of each. For whoever has the lock of the account.
 *
 * @throws `payment.allocation_invalid` for what is named
 */
export async function settleSession(context: BillingContext, stores: Stores, { session, named, parts: given, actor, now }: SettleSession): Promise<void> {
  for (const settlement of sessionState(session, now).settlements) {
    if ((await paymentPosting(context, stores, { ...session, ...settlement })) !== undefined) continue
    const parts = given ?? (await allocate(stores, { session, settlement, named }))
    const posting = settlementTransaction({ session, settlement, parts, ...(actor !== undefined && { actor }) }, { digest: context.digest })
    await tell(stores, paymentSettled(context, { session, settlement, posting, now }))
    await bookPostings(context, stores, [posting], now)
  }
}

interface SettledPayment extends Pick<SettleSession, 'session' | 'now'> {
  readonly settlement: Settlement
  readonly posting: LedgerTransaction
}

function paymentSettled(context: BillingContext, { session, settlement, posting, now }: SettledPayment): OutboxNews<'payment.settled'> {
  const { id, account, provider } = session
  const { payment, amount, at: settledAt } = settlement
  const data = { account, provider, payment, amount, settledAt, parts: settledParts([posting]), transaction: posting.id, session: id }
  return newsOf(context, 'payment.settled', { account, at: now, about: [provider, payment], data })
}

/** A payment of the session that is booked with another amount, or for another account, and how it differs. */
export async function otherPayment(context: BillingContext, stores: Stores, session: PaymentSession): Promise<{ readonly because: string; readonly amount: Money } | undefined> {
  for (const { payment, amount } of sessionState(session, session.initiatedAt).settlements) {
    const booked = await paymentPosting(context, stores, { provider: session.provider, payment })
    if (booked === undefined) continue
    const cash = cashOf(booked)
    const account = accountOf(booked)
    if (cash.currency === amount.currency && compareMoney(cash, amount) === 0 && account === session.account) continue
    return { because: `settles ${payment} of ${session.account} with ${amount.amount} ${amount.currency}, which is booked for ${account} with ${cash.amount} ${cash.currency}`, amount }
  }
  return undefined
}

export async function openDocumentsOf(stores: Stores, account: string): Promise<readonly OpenDocument[]> {
  return openDocuments(account, openItems(await bookOf(stores, account), { role: 'receivable', account }))
}

interface Allocated extends Pick<SettleSession, 'session' | 'named'> {
  readonly settlement: Settlement
}

/** What a session was for may be settled by now, or by more than one payment: the rest goes to the oldest. */
async function allocate(stores: Stores, { session, settlement: { amount }, named }: Allocated): Promise<readonly SettlementPart[]> {
  const documents = await openDocumentsOf(stores, session.account)
  if (named !== undefined) return allocatePayment({ amount, documents, named: await documentsMeant(stores, named, documents) }).parts
  const open = new Set(documents.filter((document) => document.open.currency === amount.currency).map(({ item }) => item))
  const meant = (await documentsMeant(stores, session.documents.map((item) => ({ item })), documents)).filter(({ item }) => open.has(item))
  return allocatePayment({ amount, documents, named: meant, rest: 'oldest_first' }).parts
}
