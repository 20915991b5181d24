import type { Instant, Money, TenantId } from '@farthing/core'
import type { SettlementPart } from '../../book/postings/settlement-part.js'

/** `requested → approved → sent → settled | failed`, or `requested → rejected`. */
export type RefundStatus = 'requested' | 'approved' | 'rejected' | 'sent' | 'settled' | 'failed'

/** One step of a refund, kept for ever. */
export interface RefundStep {
  readonly status: Exclude<RefundStatus, 'requested'>
  readonly at: Instant
  readonly actor: string
  /** Why it was rejected or failed. */
  readonly reason?: string
  /** The provider's name for the refund. */
  readonly providerRefund?: string
}

/** Money that goes back. What was asked for never changes; how it went on is its steps. */
export interface Refund {
  readonly id: string
  readonly tenant: TenantId
  readonly account: string
  /** The payment that is given back, by the provider's name. */
  readonly payment: string
  readonly provider: string
  readonly amount: Money
  /** What the payment had settled and is given back; sums to the amount. */
  readonly parts: readonly SettlementPart[]
  /** To the provider that took the payment, or to the account as credit. */
  readonly mode: 'provider' | 'account_credit'
  /** Where credit goes; absent for the account's only one. */
  readonly wallet?: string
  readonly reason: string
  /** The rule under which it was decided, such as `within-14-days`. */
  readonly policy: string
  readonly correlation: string
  readonly requestedAt: Instant
  readonly requestedBy: string
  readonly idempotencyKey: string
  /** In the order in which they happened. */
  readonly steps: readonly RefundStep[]
}

export function refundStatus({ steps }: Refund): RefundStatus {
  return steps.at(-1)?.status ?? 'requested'
}
