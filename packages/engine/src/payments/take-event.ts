import { addMoney, type Instant } from '@farthing/core'
import { applyProviderEvent, disputeTransactions, refundTransactions, type AppliedEvent, type ContestedPayment, type DisputeEvent, type EventSubject, type ProviderEvent, type RefundEvent, type SessionEvent, type UnreconciledEvent } from '@farthing/ledger'
import type { PaymentRecordOf, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { bookPostings } from './book-postings.js'
import { lockPayment } from './paid-payment.js'
import { idOfName, keepDispute, keepRefund, keepSession, nameOf } from './payment-records.js'
import { otherPayment, settleSession } from './settle-session.js'

/** What an event is about, as it is kept. */
interface KeptSubject {
  readonly session?: PaymentRecordOf<'session'> | undefined
  readonly refund?: PaymentRecordOf<'refund'> | undefined
  readonly dispute?: PaymentRecordOf<'dispute'> | undefined
  readonly contested?: ContestedPayment | undefined
}

/**
 * Takes a verified event of a provider in: to the session, refund or dispute that it is about, with what follows in the book and for documents. An event
 * that is taken in again changes nothing. Gives why it fits nothing, where it does not.
 */
export async function takeEvent(context: BillingContext, stores: Stores, event: ProviderEvent, now: Instant): Promise<UnreconciledEvent | undefined> {
  const kept = await findSubject(context, stores, event)
  const applied = await withBook(context, stores, event, applyProviderEvent(event, contentsOf(kept)))
  if (applied.about === 'unreconciled') return applied.failure
  await keepApplied(context, stores, { applied, kept, now })
  return undefined
}

/** What contradicts the book is no more taken in than what contradicts the record. */
async function withBook(context: BillingContext, stores: Stores, { provider, id }: ProviderEvent, applied: AppliedEvent): Promise<AppliedEvent> {
  if (applied.about !== 'session') return applied
  const other = await otherPayment(context, stores, applied.session)
  if (other === undefined) return applied
  return { about: 'unreconciled', failure: { kind: 'contradicts', provider, event: id, ...other } }
}

/** Finds what an event is about under the lock of its account: by our own key, which a provider need not report, or by the provider's name. */
async function findSubject(context: BillingContext, stores: Stores, event: ProviderEvent): Promise<KeptSubject> {
  if (event.about === 'dispute') return findDispute(context, stores, event)
  return event.about === 'session' ? { session: await findNamed(stores, 'session', event) } : { refund: await findNamed(stores, 'refund', event) }
}

/** Found, locked, and then read again: it may have gone on meanwhile. */
async function findNamed<K extends 'session' | 'refund'>({ payments, accounts }: Stores, kind: K, event: SessionEvent | RefundEvent): Promise<PaymentRecordOf<K> | undefined> {
  const { provider, idempotencyKey } = event
  const byKey = idempotencyKey === undefined ? undefined : await payments.get(kind, idempotencyKey)
  const found = byKey?.provider === provider ? byKey : (await payments.list(kind, { provider, providerName: nameOf(event) }, { limit: 1 })).items[0]
  if (found?.account === undefined) return undefined
  await accounts.lock(found.account)
  return payments.get(kind, found.id)
}

async function findDispute(context: BillingContext, stores: Stores, event: DisputeEvent): Promise<KeptSubject> {
  const { provider, payment } = event
  const paid = await lockPayment(context, stores, { provider, payment })
  const id = idOfName('dispute', { provider, name: event.dispute }, context.digest)
  const dispute = await stores.payments.get('dispute', id)
  const contested = paid === undefined ? undefined : { id, tenant: context.tenant, account: paid.account, correlation: id, parts: paid.left.filter(({ to }) => to !== 'credit'), sentBack: addMoney(paid.sentBack, paid.credit) }
  return { dispute, contested }
}

function contentsOf({ session, refund, dispute, contested }: KeptSubject): EventSubject {
  return { session: session?.content, refund: refund?.content, dispute: dispute?.content, contested }
}

interface Applied {
  readonly applied: Exclude<AppliedEvent, { readonly about: 'unreconciled' }>
  readonly kept: KeptSubject
  readonly now: Instant
}

/** The record first, then what follows from all of its facts: what is booked already is left as it is. */
async function keepApplied(context: BillingContext, stores: Stores, { applied, kept, now }: Applied): Promise<void> {
  const options = { digest: context.digest }
  switch (applied.about) {
    case 'session':
      if (applied.session !== kept.session?.content) await keepSession(stores, applied.session, kept.session)
      return settleSession(context, stores, { session: applied.session, now })
    case 'refund':
      if (applied.refund !== kept.refund?.content) await keepRefund(stores, applied.refund, kept.refund)
      return bookPostings(context, stores, refundTransactions(applied.refund, options), now)
    case 'dispute':
      if (applied.dispute !== kept.dispute?.content) await keepDispute(stores, applied.dispute, kept.dispute)
      return bookPostings(context, stores, disputeTransactions(applied.dispute, options), now)
  }
}
