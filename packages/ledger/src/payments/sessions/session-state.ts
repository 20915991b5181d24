import { addAllMoney, type Instant, type Money } from '@farthing/core'
import type { PaymentFact, PaymentSession, SessionStatus } from './payment-session.js'

/** A payment that arrived. */
export interface Settlement {
  /** The provider's name for it. */
  readonly payment: string
  readonly amount: Money
  readonly at: Instant
}

export interface SessionState {
  readonly status: SessionStatus
  /** One for each payment, by time. */
  readonly settlements: readonly Settlement[]
  /** Σ of settlements: may be less or more than was asked for. */
  readonly paid: Money
  /** Why the last attempt failed, while nothing settled. */
  readonly reason?: string
}

/** Money that moved outweighs every report that it did not, whichever came first. */
const rank: { readonly [status in SessionStatus]: number } = { initiated: 0, authorised: 1, expired: 2, failed: 3, settled: 4 }

/**
 * What follows from the facts of a session at an instant. Without a fact that says so, a session whose time is over is expired;
 * money that arrives afterwards settles it all the same.
 */
export function sessionState({ facts, amount, expiresAt }: PaymentSession, at: Instant): SessionState {
  const reached = facts.reduce<SessionStatus>((status, { kind }) => (rank[kind] > rank[status] ? kind : status), 'initiated')
  const status = rank[reached] < rank.expired && expiresAt <= at ? 'expired' : reached
  const settlements = settlementsOf(facts)
  const reason = status === 'failed' ? facts.findLast(({ kind }) => kind === 'failed')?.reason : undefined
  return {
    status,
    settlements,
    paid: addAllMoney(settlements.map((settlement) => settlement.amount), amount.currency),
    ...(reason !== undefined && { reason }),
  }
}

function settlementsOf(facts: readonly PaymentFact[]): readonly Settlement[] {
  const settlements = new Map<string, Settlement>()
  for (const { kind, payment, amount, at } of facts) {
    if (kind === 'settled' && payment !== undefined && amount !== undefined && !settlements.has(payment)) settlements.set(payment, { payment, amount, at })
  }
  return [...settlements.values()]
}
