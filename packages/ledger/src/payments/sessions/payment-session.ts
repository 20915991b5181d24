import type { Instant, Money, TenantId } from '@farthing/core'

/** Where a session stands. It only moves to the right: `initiated`, `authorised`, then `expired`, `failed` or `settled`. */
export type SessionStatus = 'initiated' | 'authorised' | 'expired' | 'failed' | 'settled'

/** What a provider said about a session. It may come late, twice, and in any order. */
export interface PaymentFact {
  /** The provider's own id of the event: one for each thing that happened. */
  readonly id: string
  readonly kind: Exclude<SessionStatus, 'initiated'>
  /** When it happened at the provider. */
  readonly at: Instant
  /** The provider's name for the payment; there when it settled. Two of them in a session are two payments. */
  readonly payment?: string
  /** What was paid; there when it settled. */
  readonly amount?: Money
  readonly reason?: string
}

/** A wish to be paid: opened before anything is sent to a provider, so that nothing that happens there is without a record here. Or a payment that came without one. */
export interface PaymentSession {
  readonly id: string
  readonly tenant: TenantId
  readonly account: string
  readonly provider: string
  /** A page to pay on, a page of one invoice, or a payment that arrived by itself and was noted. */
  readonly purpose: 'checkout' | 'hosted_invoice' | 'received'
  readonly amount: Money
  /** What it is to settle; empty for a payment on account, which settles the oldest first. */
  readonly documents: readonly string[]
  /** What the provider is called with, also again when its answer is lost: the same call is made once. */
  readonly idempotencyKey: string
  readonly correlation: string
  /** Where the payer goes back to; absent where nobody is sent anywhere. */
  readonly returnUrl?: string
  /** The provider's name for the payer, where it has one. */
  readonly customer?: string
  readonly initiatedAt: Instant
  /** From this instant on it is expired, unless the provider says otherwise. */
  readonly expiresAt: Instant
  /** The provider's name for it and where the payer goes; absent as long as the provider's answer is. */
  readonly providerSession?: string
  readonly url?: string
  /** By time, then id; each id once. Everything else follows from them. */
  readonly facts: readonly PaymentFact[]
}
