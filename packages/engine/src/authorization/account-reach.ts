import { compareBytes, fail } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import { resellerOf } from '../accounts/billing-account.js'

/** How far a caller sees. */
export interface AccountReach {
  /** Accounts that are the caller's own. */
  readonly accounts: readonly string[]
  /** Resellers whose end customers it reads: every account below one of them, up to the next reseller. */
  readonly customersOf?: readonly string[]
}

/** What says who belongs to whom. */
interface AccountReader {
  readonly accounts: Pick<Stores['accounts'], 'get' | 'list'>
}

const mostAccounts = 10_000

/** Whether an account is the caller's own, or belongs to an end customer of one of its resellers. One look-up for each account above it. */
export async function isInReach(stores: AccountReader, account: string, { accounts, customersOf = [] }: AccountReach): Promise<boolean> {
  if (accounts.includes(account)) return true
  if (customersOf.length === 0) return false
  const found = await stores.accounts.get(account)
  const reseller = found && (await resellerOf(stores, found))
  return reseller !== undefined && customersOf.includes(reseller)
}

/**
 * Every account in reach, by id bytes. One look for each level of accounts below each other, not for each account.
 *
 * @throws `authorization.reach_too_wide` above 10,000: name one of them
 */
export async function accountsInReach(stores: AccountReader, { accounts, customersOf = [] }: AccountReach): Promise<readonly string[]> {
  const found = new Set(accounts)
  const seen = new Set<string>()
  let above: readonly string[] = []
  for (const id of customersOf) if ((await stores.accounts.get(id))?.kind === 'reseller') above = [...above, id]
  while (above.length > 0) {
    const below = (await customersBelow(stores, above)).filter((id) => !seen.has(id))
    for (const id of below) seen.add(id)
    for (const id of below) found.add(id)
    if (found.size > mostAccounts) fail('authorization.reach_too_wide', { field: 'account', because: `is not given, and more than ${mostAccounts} are in reach`, facts: { mostAccounts } })
    above = below
  }
  return [...found].sort(compareBytes)
}

/** Directly below, without other resellers; no more of them than can be in reach. */
async function customersBelow({ accounts }: AccountReader, parents: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await accounts.list({ parents }, { limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
    found.push(...page.items.filter(({ kind }) => kind !== 'reseller').map(({ id }) => id))
    cursor = found.length > mostAccounts ? undefined : page.next
  } while (cursor !== undefined)
  return found
}
