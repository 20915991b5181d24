import type { Hash, Instant, LocalDate, Money } from '@farthing/core'
import type { RestrictionReason, RestrictionScope } from './restriction.js'

/** How an account stands with what it owes. In rising order of trouble. */
export const delinquencyStates = ['current', 'past_due', 'restricted', 'suspended'] as const
export type DelinquencyState = (typeof delinquencyStates)[number]

/**
 * What facts say about an account: nothing is wrong (`clear`); a payment is contested and not decided (`dispute_open`); a document is overdue; a step of the dunning
 * schedule restricts or suspends; a dispute was lost and what it opened is not paid; prepaid credit is used up; a document was given up as uncollectible.
 */
export type DelinquencySignal = 'clear' | 'dispute_open' | 'invoice_overdue' | 'restrict_due' | 'suspend_due' | 'dispute_lost' | 'credit_depleted' | 'uncollectible'

/** A document that is not paid after its due date, or that was given up or opened again by a lost dispute, due or not. */
export interface OverdueDocument {
  readonly document: Hash
  readonly number: string
  /** Absent where its account has no payment terms: it is never late, and still contested or given up. */
  readonly dueDate?: LocalDate
  /** Calendar days of the account: 1 on the day after the due date; 0 without one. */
  readonly daysOverdue: number
  readonly open: Money
  /** Its payment is contested and not decided: it is not followed up meanwhile. */
  readonly disputed: boolean
  /** A dispute that was lost has opened it again. */
  readonly disputeLost: boolean
  /** It was given up. */
  readonly uncollectible: boolean
}

/** All that the standing of an account follows from. */
export interface DelinquencyFacts {
  /** By due date, those without one first; then by id. */
  readonly overdue: readonly OverdueDocument[]
  /** Disputes that are not decided. */
  readonly openDisputes: readonly string[]
  /** Currencies whose prepaid credit is used up, where that restricts. */
  readonly depleted: readonly string[]
}

/** How an account stands, from its last move on. Append-only: one record for each move. */
export interface Delinquency {
  readonly account: string
  /** 1 for the first. */
  readonly revision: number
  readonly state: DelinquencyState
  readonly from: DelinquencyState
  readonly at: Instant
  /** By what it moved, the gravest first. */
  readonly signals: readonly DelinquencySignal[]
  /** What the account may not do because of unpaid documents and disputes; absent where that is nothing. */
  readonly restricts?: RestrictionScope
  readonly reasons: readonly RestrictionReason[]
  readonly facts: DelinquencyFacts
}
