import type { Instant, Money, TenantId } from '@farthing/core'
import type { SettlementPart } from '../../book/postings/settlement-part.js'

/** `requested → approved → sent → settled | failed`, or `rejected` before its provider is asked. */
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

/** Who asked the provider to send a refund, and when. */
export interface RefundSending {
  readonly at: Instant
  readonly actor: string
}

/** How a refund ended. */
export interface RefundOutcome {
  /** `refunded` by its provider, or `credited` to the account; or none of it, because it was rejected or failed. */
  readonly kind: 'refunded' | 'credited' | 'rejected' | 'failed'
  readonly at: Instant
  /** Why it was rejected or failed. */
  readonly reason?: string
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
  /** From when on its provider is asked to send it; absent until then, and where it is sent by hand or to account credit. */
  readonly sending?: RefundSending
  /** In the order in which they happened. */
  readonly steps: readonly RefundStep[]
}

export function refundStatus({ steps }: Refund): RefundStatus {
  return steps.at(-1)?.status ?? 'requested'
}

/** How a refund ended; `undefined` as long as it is not over. */
export function refundOutcome({ mode, steps }: Pick<Refund, 'mode' | 'steps'>): RefundOutcome | undefined {
  const last = steps.at(-1)
  if (last === undefined || last.status === 'approved' || last.status === 'sent') return undefined
  const { status, at, reason } = last
  const done = mode === 'provider' ? 'refunded' : 'credited'
  return { kind: status === 'settled' ? done : status, at, ...(reason !== undefined && { reason }) }
}
