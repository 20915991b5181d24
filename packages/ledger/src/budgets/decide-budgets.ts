import { add, compare, compareBytes, fail, formatMoney, minorUnitsOf, money, round, signOf, type Exact, type Instant, type Money } from '@farthing/core'
import type { BudgetDecision, BudgetOutcome, BudgetReason, BudgetSpend } from './budget-decision.js'
import type { BudgetPolicy } from './budget-policy.js'
import { reachedThresholds } from './budget-thresholds.js'

export interface BudgetQuestion {
  readonly account: string
  readonly project?: string
  /** Above 0. */
  readonly proposed: Money
  readonly at: Instant
  /** The policies that count for it, each with where it stands; those of other currencies are left out. */
  readonly standings: readonly { readonly policy: BudgetPolicy; readonly spent: BudgetSpend }[]
}

const rank: { readonly [outcome in BudgetOutcome]: number } = { allow: 0, warn: 1, would_block: 2, block: 3 }

/**
 * What budgets say of an amount that is proposed. A budget of 100 with 80 % as a threshold and 70 spent: 9 is allowed, 10 is warned of, 30 as well, since 100 may
 * be spent; 30.01 would be blocked, or is blocked where the mode says so.
 *
 * Reserves nothing: of two amounts that are asked about at once, both may be told the same. Reasons stand by policy id.
 *
 * @throws `budget.proposal_invalid` for an amount that is not above 0; the `money.*` codes
 */
export function decideBudgets({ account, project, proposed, at, standings }: BudgetQuestion): BudgetDecision {
  const amount = money(proposed.amount, proposed.currency, 'amount')
  if (signOf(amount.amount) <= 0) fail('budget.proposal_invalid', { field: 'amount', because: `is ${amount.amount} ${amount.currency}, not above 0` })
  const counted = standings.filter(({ policy }) => policy.currency === amount.currency)
  const reasons = counted.map(({ policy, spent }) => reasonOf(policy, spent, amount)).sort((a, b) => compareBytes(a.policy, b.policy))
  const outcome = reasons.reduce<BudgetOutcome>((strictest, reason) => (rank[reason.outcome] > rank[strictest] ? reason.outcome : strictest), 'allow')
  return { outcome, account, ...(project === undefined ? {} : { project }), proposed: amount, at, reasons }
}

function reasonOf(policy: BudgetPolicy, { period, spend }: BudgetSpend, proposed: Money): BudgetReason {
  const { id, project, mode, currency } = policy
  const after = add(spend, proposed.amount)
  const threshold = reachedThresholds(policy, after).at(-1)
  const isOver = compare(after, policy.amount) > 0
  const outcome: BudgetOutcome = isOver ? (mode === 'block' ? 'block' : 'would_block') : threshold === undefined ? 'allow' : 'warn'
  const amount = { amount: policy.amount, currency }
  const reached = threshold === undefined ? '' : `, which reaches ${threshold.percent} % of the budget`
  const because = `${shown(spend, currency)} of ${formatMoney(amount)} are spent, and with ${formatMoney(proposed)} it is ${shown(after, currency)}${isOver ? ', more than the budget' : reached}`
  return { outcome, policy: id, ...(project === undefined ? {} : { project }), mode, period, amount, spend, after, ...(threshold === undefined ? {} : { threshold }), because }
}

/** To the minor unit, for people: what decides is exact. */
function shown(value: Exact, currency: string): string {
  return formatMoney({ amount: round(value, { mode: 'half-even', exponent: minorUnitsOf(currency) }), currency })
}
