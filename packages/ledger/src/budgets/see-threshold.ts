import { compare, hashContent, type Digest, type Exact, type Hash, type Instant, type Interval } from '@farthing/core'
import type { BudgetEvent } from './budget-event.js'
import type { BudgetPolicy, BudgetThreshold } from './budget-policy.js'

export interface SeenThreshold {
  readonly policy: BudgetPolicy
  readonly period: Interval
  readonly threshold: BudgetThreshold
  /** Of the period, at or above the threshold. */
  readonly spend: Exact
  readonly at: Instant
  /** Who is told. */
  readonly recipients: readonly string[]
}

/**
 * Identity of a threshold that is reached: policy, period and amount. A budget that is raised within its period has other thresholds, which are reached once more;
 * one whose recipients change has the same.
 */
export function budgetEventId({ policy, period, threshold }: Pick<SeenThreshold, 'policy' | 'period' | 'threshold'>, digest?: Digest): Hash {
  return hashContent('budget-event/1', [policy.id, policy.currency, period.from, period.to, threshold.amount], digest)
}

/**
 * A threshold that is seen, behind what was seen of it before: `undefined` when nothing is new, so that looking twice is looking once. A clock that went back
 * does not take `lastSeenAt` back.
 */
export function seeThreshold(before: BudgetEvent | undefined, seen: SeenThreshold, digest?: Digest): BudgetEvent | undefined {
  const { policy, period, threshold, spend, at, recipients } = seen
  if (before !== undefined) {
    if (compare(before.spend, spend) === 0) return undefined
    return { ...before, spend, count: before.count + 1, lastSeenAt: at > before.lastSeenAt ? at : before.lastSeenAt }
  }
  const { account, project, currency } = policy
  return {
    id: budgetEventId(seen, digest), policy: policy.id, account, ...(project === undefined ? {} : { project }), currency, period, ...threshold, recipients,
    firstSeenAt: at, lastSeenAt: at, count: 1, firstSpend: spend, spend,
  }
}
