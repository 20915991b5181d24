import { compareBytes } from '@farthing/core'
import { listAll } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { contractsIn } from '../usage/select-periods.js'
import { checkReseller } from './margin-of-period.js'

/** An end customer of a reseller. */
export interface ResellerCustomer {
  readonly account: string
  /** Ids of what it has through the reseller. Empty for an account beneath the reseller that has nothing yet. */
  readonly subscriptions: readonly string[]
}

/**
 * Who buys from a reseller: accounts with a subscription that it resells, and accounts beneath it. By id.
 *
 * @throws `account.unknown`, `account.invalid` for an account that is no reseller
 */
export async function listCustomers(context: BillingContext, account: string): Promise<readonly ResellerCustomer[]> {
  return context.storage.transaction(context.tenant, async (stores) => {
    await checkReseller(stores, account)
    const found = new Map<string, string[]>()
    for (const { id } of await listAll((page) => stores.accounts.list({ parent: account }, page))) found.set(id, [])
    for (const { subscription } of await contractsIn(context, stores, { account, side: 'wholesale' })) {
      found.set(subscription.account, [...(found.get(subscription.account) ?? []), subscription.id])
    }
    return [...found].sort(([a], [b]) => compareBytes(a, b)).map(([id, subscriptions]) => ({ account: id, subscriptions }))
  })
}
