import { isFarthingError, type Instant, type Money } from '@farthing/core'
import { applyProviderEvent, disputeTransactions, refundTransactions, type AppliedEvent, type ContestedPayment, type EventSubject, type ProviderEvent, type UnreconciledEvent } from '@farthing/ledger'
import { listAll, type PaymentRecordOf, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { bookPostings } from './book-postings.js'
import { lockPayment } from './paid-payment.js'
import { idOfName, keepDispute, keepRefund, keepSession, keepWebhook, nameOf } from './payment-records.js'
import { refuseOtherPayments, settleSession } from './settle-session.js'

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
  const applied = applyProviderEvent(event, contentsOf(kept))
  if (applied.about === 'unreconciled') return applied.failure
  if (applied.about !== 'session') {
    await keepApplied(context, stores, { applied, kept, now })
    return undefined
  }
  try {
    await refuseOtherPayments(context, stores, applied.session)
  } catch (error) {
    if (!isFarthingError(error) || error.code !== 'payment.conflict') throw error
    return contradicting(event, error.message, event.about === 'session' ? event.amount : undefined)
  }
  await keepApplied(context, stores, { applied, kept, now })
  return undefined
}

/** What waits to be taken in, by what it names. */
export interface Waiting {
  readonly provider: string
  /** The provider's name of a payment. */
  readonly payment?: string | undefined
  /** The provider's name of a session, refund or dispute. */
  readonly name?: string | undefined
  readonly now: Instant
}

/** Takes in events that came before what they are about, now that it is there; and those that wait for them in turn. */
export async function retryWaiting(context: BillingContext, stores: Stores, { provider, payment, name, now }: Waiting): Promise<void> {
  for (const record of await waitingFor(stores, { provider, payment, name })) {
    const { webhook } = record.content
    if ((await takeEvent(context, stores, webhook.content, now)) !== undefined) continue
    await keepWebhook(stores, { id: record.id, status: 'applied', content: { webhook }, before: record })
    await retryWaiting(context, stores, { ...subjectOf(webhook.content), now })
  }
}

/** What others may wait for, once an event is taken in. */
export function subjectOf(event: ProviderEvent): Omit<Waiting, 'now'> {
  return { provider: event.provider, name: nameOf(event), ...(event.about !== 'refund' && { payment: event.payment }) }
}

async function waitingFor(stores: Stores, { provider, payment, name }: Omit<Waiting, 'now'>): Promise<readonly PaymentRecordOf<'webhook'>[]> {
  const filters = [{ payment }, { providerName: name }].filter((filter) => Object.values(filter).every((value) => value !== undefined))
  const found = new Map<string, PaymentRecordOf<'webhook'>>()
  for (const filter of filters) {
    const given = Object.fromEntries(Object.entries(filter))
    for (const record of await listAll((page) => stores.payments.list('webhook', { provider, status: 'unreconciled', ...given }, page))) found.set(record.id, record)
  }
  return [...found.values()]
}

/** Finds what an event is about under the lock of its account: by our own key, which a provider need not report, or by the provider's name. */
async function findSubject(context: BillingContext, stores: Stores, event: ProviderEvent): Promise<KeptSubject> {
  if (event.about === 'dispute') return findDispute(context, stores, event)
  const kind = event.about
  const found = await findNamed(stores, kind, event)
  if (found?.account === undefined) return {}
  await stores.accounts.lock(found.account)
  return { [kind]: await stores.payments.get(kind, found.id) }
}

async function findNamed<K extends 'session' | 'refund'>({ payments }: Stores, kind: K, event: ProviderEvent & { readonly idempotencyKey?: string }): Promise<PaymentRecordOf<K> | undefined> {
  const { provider, idempotencyKey } = event
  const byKey = idempotencyKey === undefined ? undefined : await payments.get(kind, idempotencyKey)
  if (byKey?.provider === provider) return byKey
  return (await payments.list(kind, { provider, providerName: nameOf(event) }, { limit: 1 })).items[0]
}

async function findDispute(context: BillingContext, stores: Stores, event: ProviderEvent & { readonly about: 'dispute' }): Promise<KeptSubject> {
  const { provider, payment } = event
  const paid = await lockPayment(context, stores, { provider, payment })
  const id = idOfName('dispute', { provider, name: event.dispute }, context.digest)
  const dispute = await stores.payments.get('dispute', id)
  const contested = paid === undefined ? undefined : { id, tenant: context.tenant, account: paid.account, correlation: id, parts: paid.left }
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

function contradicting({ provider, id }: ProviderEvent, because: string, amount: Money | undefined): UnreconciledEvent {
  return { kind: 'contradicts', provider, event: id, because, ...(amount !== undefined && { amount }) }
}
