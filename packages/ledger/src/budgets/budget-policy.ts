import type { CurrencyCode, Decimal, Instant, PeriodUnit, Zone } from '@farthing/core'

/** What reaching the whole amount means for what is proposed: it is only said (`notify_only`), or refused (`block`). */
export type BudgetMode = 'notify_only' | 'block'

/** What an account, or one of its projects, is meant to spend at most in each period of the calendar. */
export interface BudgetPolicy {
  /** 1 to 256 characters. */
  readonly id: string
  readonly account: string
  /** A project of the account, with all below it; the whole account unless given. */
  readonly project?: string
  /** Spend in other currencies does not count. */
  readonly currency: CurrencyCode
  /** In major units, above 0: for one period. */
  readonly amount: Decimal
  /** Periods of the calendar in `zone`: days, weeks from Monday, months, quarters, half-years or years. */
  readonly every: PeriodUnit
  readonly zone: Zone
  /** Percent of `amount`, rising; from above 0 to 1,000, 1 to 20 of them. */
  readonly thresholds: readonly Decimal[]
  /** Who is told; those whom the account names for notices unless given. At most 100, each once. */
  readonly recipients?: readonly string[]
  readonly mode: BudgetMode
  readonly createdAt: Instant
  /** There once nobody watches it any more. */
  readonly endedAt?: Instant
}

/** A threshold of a policy in money: its percent of the amount, exact. */
export interface BudgetThreshold {
  readonly percent: Decimal
  readonly amount: Decimal
}
