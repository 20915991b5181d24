import type { Hash, Instant, Money, TenantId } from '@farthing/core'
import type { DisputeStatus } from '../disputes/dispute.js'

interface EventHead {
  /** The provider's own id: one for each thing that happened, however often it is delivered. */
  readonly id: string
  readonly provider: string
  readonly at: Instant
}

/** About a session; `session` is the provider's name for it, `idempotencyKey` ours, which helps where its answer was lost. */
export interface SessionEvent extends EventHead {
  readonly about: 'session'
  readonly kind: 'authorised' | 'settled' | 'failed' | 'expired'
  readonly session: string
  readonly idempotencyKey?: string
  readonly payment?: string
  readonly amount?: Money
  readonly reason?: string
}

export interface RefundEvent extends EventHead {
  readonly about: 'refund'
  readonly kind: 'settled' | 'failed'
  /** The provider's name for the refund. */
  readonly refund: string
  readonly idempotencyKey?: string
  readonly reason?: string
}

export interface DisputeEvent extends EventHead {
  readonly about: 'dispute'
  readonly kind: DisputeStatus
  /** The provider's name for the dispute, and for the payment. */
  readonly dispute: string
  readonly payment: string
  readonly amount: Money
  readonly openedAt: Instant
  readonly taken: 'withheld' | 'charged_back'
  readonly dueAt?: Instant
  readonly reason?: string
}

/** What a provider reports, in our words; its signature has been checked. */
export type ProviderEvent = SessionEvent | RefundEvent | DisputeEvent

/** Something that a provider reported and that does not fit what we know. Kept until somebody has looked at it. */
export interface UnreconciledEvent {
  readonly kind: 'session_unknown' | 'refund_unknown' | 'payment_unknown' | 'contradicts'
  readonly provider: string
  /** Id of the event. */
  readonly event: string
  readonly because: string
  readonly amount?: Money
}

/** A delivery as it came in: kept before anything is done with it. */
export interface WebhookRecord {
  readonly tenant: TenantId
  readonly provider: string
  /** Id of the event: with the provider, what is kept once. */
  readonly event: string
  /** Of the event in our words: the same id with another one is a conflict. */
  readonly fingerprint: Hash
  readonly receivedAt: Instant
  readonly content: ProviderEvent
}
