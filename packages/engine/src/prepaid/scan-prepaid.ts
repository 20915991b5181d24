import { compareBytes, failureOf } from '@farthing/core'
import type { PrepaidStanding } from '@farthing/ledger'
import { listAll } from '@farthing/ports'
import { accountOf } from '../budgets/put-budget.js'
import type { RefusedAccount } from '../budgets/scan-budgets.js'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { activePrepaid } from './prepaid-policies.js'
import { seePrepaid } from './see-prepaid.js'

export interface PrepaidScan {
  /** Accounts whose prepaid credit is watched. */
  readonly accounts: number
  /** Levels that were come to, by account. */
  readonly moved: readonly PrepaidStanding[]
  readonly refused: readonly RefusedAccount[]
}

/**
 * Looks where all watched prepaid credit stands: keeps and tells each move between levels, and decides what follows when credit is used up. Run it every few
 * minutes, behind the accruals: usage counts from when it is accrued or billed. Repeated and concurrent runs come to the same, and decide nothing twice.
 */
export async function scanPrepaid(context: BillingContext): Promise<PrepaidScan> {
  const { storage, tenant, clock } = context
  const active = await storage.transaction(tenant, ({ controls }) => listAll((page) => controls.list('prepaid_policy', { status: 'active' }, page)))
  const accounts = [...new Set(active.map(({ account }) => account))].sort(compareBytes)
  const moved: PrepaidStanding[] = []
  const refused: RefusedAccount[] = []
  for (const id of accounts) {
    try {
      moved.push(
        ...(await retryConflicts(context, async (stores, outside) => {
          const { notificationRecipients: recipients = [] } = await accountOf(stores, id)
          const seen: PrepaidStanding[] = []
          for (const policy of await activePrepaid(stores, id)) {
            const standing = await seePrepaid(context, stores, outside, { policy, recipients, at: clock.now() })
            if (standing !== undefined) seen.push(standing)
          }
          return seen
        })),
      )
    } catch (error) {
      refused.push({ account: id, failure: failureOf(error) })
    }
  }
  return { accounts: accounts.length, moved, refused }
}
