import { compare, multiply, type Exact } from '@farthing/core'
import type { BudgetPolicy, BudgetThreshold } from './budget-policy.js'

/** The thresholds of a policy in money, rising. 80 % of 250.00 is 200. */
export function budgetThresholds({ amount, thresholds }: Pick<BudgetPolicy, 'amount' | 'thresholds'>): readonly BudgetThreshold[] {
  return thresholds.map((percent) => ({ percent, amount: multiply(multiply(amount, percent), '0.01') }))
}

/** Those that spend has reached: a threshold of 200 is reached at exactly 200. */
export function reachedThresholds(policy: Pick<BudgetPolicy, 'amount' | 'thresholds'>, spend: Exact): readonly BudgetThreshold[] {
  return budgetThresholds(policy).filter(({ amount }) => compare(spend, amount) >= 0)
}
