import { failureOf } from '@farthing/core'
import type { Delinquency } from '@farthing/ledger'
import { listAll } from '@farthing/ports'
import { accountOf } from '../budgets/put-budget.js'
import type { RefusedAccount } from '../budgets/scan-budgets.js'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { advanceAccount } from './advance-account.js'
import { sendNotices, type NoticeRun } from './send-notices.js'

export interface AdvanceScope {
  /** All unless given. */
  readonly account?: string
}

export interface DelinquencyRun {
  /** Accounts that were looked at. */
  readonly accounts: number
  /** By account. */
  readonly moved: readonly Delinquency[]
  readonly refused: readonly RefusedAccount[]
  /** Of all accounts. */
  readonly notices: NoticeRun
}

/**
 * Moves every account to where it belongs by what it owes, and sends the notices that are due. Run it from a job, at least once a day; repeated, concurrent and late runs
 * come to the same, and tell nothing twice.
 *
 * Each account is a transaction of its own: one that cannot be looked at is refused, and holds up no other.
 */
export async function advanceDelinquency(context: BillingContext, { account }: AdvanceScope = {}): Promise<DelinquencyRun> {
  const { storage, tenant, clock } = context
  const accounts = account === undefined ? (await listAll((page) => storage.transaction(tenant, (stores) => stores.accounts.list({}, page)))).map(({ id }) => id) : [account]
  const moved: Delinquency[] = []
  const refused: RefusedAccount[] = []
  for (const id of accounts) {
    try {
      const move = await retryConflicts(context, async (stores) => advanceAccount(context, stores, await accountOf(stores, id), clock.now()))
      if (move !== undefined) moved.push(move)
    } catch (error) {
      refused.push({ account: id, failure: failureOf(error) })
    }
  }
  return { accounts: accounts.length, moved, refused, notices: await sendNotices(context) }
}
