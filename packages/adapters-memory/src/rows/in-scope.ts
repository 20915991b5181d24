import type { Instant } from '@farthing/core'
import type { AccountScope, TimeScope } from '@farthing/ports'

/** Whether what belongs to an account is among what is listed. */
export function inScope(account: string | undefined, { account: one, accounts }: AccountScope): boolean {
  if (one !== undefined && account !== one) return false
  return accounts === undefined || (account !== undefined && accounts.includes(account))
}

export function inTime(at: Instant, { since = at, until }: TimeScope): boolean {
  return since <= at && (until === undefined || at < until)
}
