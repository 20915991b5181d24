import { isFarthingError, type Money } from '@farthing/core'
import type { SettlementPart } from '../../book/postings/settlement-part.js'
import { addDisputeFact } from '../disputes/add-dispute-fact.js'
import { contestedParts } from '../disputes/contested-parts.js'
import type { Dispute } from '../disputes/dispute.js'
import { openDispute, type OpenDispute } from '../disputes/open-dispute.js'
import { advanceRefund } from '../refunds/advance-refund.js'
import type { Refund } from '../refunds/refund.js'
import { addPaymentFact } from '../sessions/add-payment-fact.js'
import type { PaymentSession } from '../sessions/payment-session.js'
import type { DisputeEvent, ProviderEvent, RefundEvent, SessionEvent, UnreconciledEvent } from './provider-event.js'

/** What the event may be about, as the host found it: by the provider's name, or by our idempotency key. */
export interface EventSubject {
  readonly session?: PaymentSession | undefined
  readonly refund?: Refund | undefined
  readonly dispute?: Dispute | undefined
  /** For a dispute that is new: what is known of the payment that it contests. */
  readonly contested?: ContestedPayment | undefined
}

export interface ContestedPayment extends Pick<OpenDispute, 'id' | 'tenant' | 'account' | 'correlation'> {
  /** What the payment went to, without what was taken back since. */
  readonly parts: readonly SettlementPart[]
  /** What refunds of it have sent back: a dispute may take it a second time. */
  readonly sentBack?: Money | undefined
}

/** What became of an event: the record as it is now, or why it does not fit. */
export type AppliedEvent =
  | { readonly about: 'session'; readonly session: PaymentSession }
  | { readonly about: 'refund'; readonly refund: Refund }
  | { readonly about: 'dispute'; readonly dispute: Dispute }
  | { readonly about: 'unreconciled'; readonly failure: UnreconciledEvent }

/**
 * Applies a verified event to what it is about. Late, repeated and overtaken events end up in the same records.
 *
 * Never throws for what a provider reports: what fits nothing, or contradicts what is known, becomes a failure to reconcile, for people to look at.
 */
export function applyProviderEvent(event: ProviderEvent, subject: EventSubject): AppliedEvent {
  try {
    switch (event.about) {
      case 'session':
        return toSession(event, subject.session)
      case 'refund':
        return toRefund(event, subject.refund)
      case 'dispute':
        return toDispute(event, subject)
    }
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return unreconciled(event, 'contradicts', error.message)
  }
}

function toSession(event: SessionEvent, session: PaymentSession | undefined): AppliedEvent {
  if (session === undefined) return unreconciled(event, 'session_unknown', `names session ${event.session}`, event.amount)
  const { id, kind, at, payment, amount, reason } = event
  const details = { ...(payment !== undefined && { payment }), ...(amount !== undefined && { amount }), ...(reason !== undefined && { reason }) }
  return { about: 'session', session: addPaymentFact(session, { id, kind, at, ...details }) }
}

function toRefund(event: RefundEvent, refund: Refund | undefined): AppliedEvent {
  if (refund === undefined) return unreconciled(event, 'refund_unknown', `names refund ${event.refund}`)
  const { kind: status, at, provider: actor, refund: providerRefund, reason } = event
  return { about: 'refund', refund: advanceRefund(refund, { status, at, actor, providerRefund, ...(reason !== undefined && { reason }) }) }
}

function toDispute(event: DisputeEvent, { dispute, contested }: EventSubject): AppliedEvent {
  const known = dispute ?? (contested === undefined ? undefined : disputeOf(event, contested))
  if (known === undefined) return unreconciled(event, 'payment_unknown', `names dispute ${event.dispute} of payment ${event.payment}`, event.amount)
  const { id, kind, at, dueAt } = event
  return { about: 'dispute', dispute: addDisputeFact(known, { id, kind, at, ...(dueAt !== undefined && { dueAt }) }) }
}

/** Whichever event of a dispute comes first opens the same record. */
function disputeOf({ provider, dispute, payment, amount, openedAt, taken, reason = 'none given' }: DisputeEvent, { parts, sentBack, ...contested }: ContestedPayment): Dispute {
  const back = contestedParts({ account: contested.account, payment, parts, sentBack, amount })
  return openDispute({ ...contested, provider, providerDispute: dispute, payment, amount, openedAt, taken, reason, parts: back })
}

function unreconciled({ provider, id }: ProviderEvent, kind: UnreconciledEvent['kind'], because: string, amount?: Money): AppliedEvent {
  return { about: 'unreconciled', failure: { kind, provider, event: id, because, ...(amount !== undefined && { amount }) } }
}
