import { compareBytes, failureOf, type Failure } from '@farthing/core'
import type { BudgetEvent } from '@farthing/ledger'
import { listAll } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { accountOf } from './put-budget.js'
import { seeBudgets } from './see-budgets.js'

/** An account that could not be looked at; the others were. */
export interface RefusedAccount {
  readonly account: string
  readonly failure: Failure
}

export interface BudgetScan {
  /** Accounts with budgets. */
  readonly accounts: number
  readonly policies: number
  /** Periods that were looked at, over all policies. */
  readonly periods: number
  /** Thresholds that were reached for the first time in their period, by account. */
  readonly crossed: readonly BudgetEvent[]
  readonly refused: readonly RefusedAccount[]
  /** Whether the clock went on so far that periods are left: run it again. */
  readonly more: boolean
}

/**
 * Holds every budget against what its account spends, in a transaction for each account. Run it every few minutes.
 *
 * A threshold that is reached is kept and told as `budget.crossed` once for each period, in one transaction: neither is there without the other. Runs that are
 * repeated, concurrent or late find the same and tell nothing twice; periods that nobody looked at are looked at by the next run.
 */
export async function scanBudgets(context: BillingContext): Promise<BudgetScan> {
  const active = await context.storage.transaction(context.tenant, ({ controls }) => listAll((page) => controls.list('budget_policy', { status: 'active' }, page)))
  const accounts = [...new Set(active.map(({ account }) => account))].sort(compareBytes)
  const crossed: BudgetEvent[] = []
  const refused: RefusedAccount[] = []
  let [policies, periods, more] = [0, 0, false]
  for (const id of accounts) {
    try {
      const seen = await retryConflicts(context, async (stores) => seeBudgets(context, stores, await accountOf(stores, id), context.clock.now()))
      crossed.push(...seen.crossed)
      policies += seen.policies
      periods += seen.periods
      more ||= seen.more
    } catch (error) {
      refused.push({ account: id, failure: failureOf(error) })
    }
  }
  return { accounts: accounts.length, policies, periods, crossed, refused, more }
}
