import type { CurrencyCode, Exact, Hash, Instant, Interval } from '@farthing/core'
import type { BudgetThreshold } from './budget-policy.js'

/** A threshold that the spend of one period has reached. There is one for each policy, period and threshold amount, however often it is seen. */
export interface BudgetEvent extends BudgetThreshold {
  readonly id: Hash
  readonly policy: string
  readonly account: string
  readonly project?: string
  readonly currency: CurrencyCode
  /** Of the budget. */
  readonly period: Interval
  readonly recipients: readonly string[]
  readonly firstSeenAt: Instant
  /** When spend was last seen that had not been seen before. A look that finds nothing new changes nothing. */
  readonly lastSeenAt: Instant
  /** How many different figures of spend were seen, at or above the threshold. */
  readonly count: number
  /** When it was first seen. */
  readonly firstSpend: Exact
  /** As it was last seen: at `lastSeenAt` and since. */
  readonly spend: Exact
}
