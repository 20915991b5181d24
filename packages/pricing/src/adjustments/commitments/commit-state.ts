import { addAll, largest, signOf, smallest, subtract, type Exact, type Instant } from '@farthing/core'
import type { CommitContract } from './commit-contract.js'

/** What a billing period used of a commitment. */
export interface CommitUse {
  /** When the period began. */
  readonly at: Instant
  /** What its charges came to. */
  readonly amount: Exact
}

export interface CommitState {
  /**
   * `pending` before it starts, `open` while something is left, `fulfilled` once nothing is; after its end `expired` where something prepaid
   * is left and `shortfall` where something promised is missing.
   */
  readonly status: 'pending' | 'open' | 'fulfilled' | 'expired' | 'shortfall'
  /** What of the amount was used. */
  readonly used: Exact
  readonly left: Exact
  /** What was used beyond it. */
  readonly overage: Exact
}

/** Where a commitment stands at an instant. Uses outside its time do not count: from its start, inclusive, to its end, exclusive. */
export function commitStateAt(contract: CommitContract, uses: readonly CommitUse[], at: Instant): CommitState {
  const { amount, from, to } = contract
  const total = addAll(uses.filter((use) => use.at >= from && use.at < to && use.at <= at).map((use) => use.amount))
  const used = smallest(total, amount)
  const left = subtract(amount, used)
  return { status: statusOf(contract, left, at), used, left, overage: largest(subtract(total, amount), '0') }
}

function statusOf({ kind, from, to }: CommitContract, left: Exact, at: Instant): CommitState['status'] {
  if (at < from) return 'pending'
  if (signOf(left) <= 0) return 'fulfilled'
  if (at < to) return 'open'
  return kind === 'prepaid' ? 'expired' : 'shortfall'
}
