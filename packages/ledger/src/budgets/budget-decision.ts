import type { CurrencyCode, Exact, Instant, Interval, Money } from '@farthing/core'
import type { BudgetMode, BudgetThreshold } from './budget-policy.js'

/**
 * What budgets say of an amount that is proposed: nothing (`allow`), that a threshold is reached (`warn`), that more than a budget would be spent, which
 * is only said (`would_block`), or which is refused (`block`). In rising order.
 */
export type BudgetOutcome = 'allow' | 'warn' | 'would_block' | 'block'

/** What one policy says. */
export interface BudgetReason {
  readonly outcome: BudgetOutcome
  readonly policy: string
  readonly project?: string
  readonly mode: BudgetMode
  readonly period: Interval
  /** Of the policy. */
  readonly amount: Money
  /** In the period, before what is proposed. */
  readonly spend: Exact
  /** With what is proposed. */
  readonly after: Exact
  /** The highest threshold that is reached with what is proposed. */
  readonly threshold?: BudgetThreshold
  /** A sentence for people. */
  readonly because: string
}

/** What all policies together say: the strictest decides. */
export interface BudgetDecision {
  readonly outcome: BudgetOutcome
  readonly account: string
  readonly project?: string
  readonly proposed: Money
  readonly at: Instant
  /** One for each policy that counts, by policy id; empty where there is none. */
  readonly reasons: readonly BudgetReason[]
}

/** A decision that was asked to be kept. */
export interface BudgetDecisionRecord extends BudgetDecision {
  readonly id: string
  readonly actor: string
  readonly correlation: string
  /** What it was asked for, such as a launch. */
  readonly purpose?: string
}

/** Where one policy stands in a period. */
export interface BudgetSpend {
  readonly period: Interval
  readonly currency: CurrencyCode
  readonly spend: Exact
}
