import { compareBytes } from '@farthing/core'
import { listAll, type Page, type PageRequest } from '@farthing/ports'
import { pageOf } from '../catalog/page-of.js'
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
 * Cost: what the reseller resells, for each page.
 *
 * @throws `account.unknown`, `account.invalid` for an account that is no reseller; `storage.page_invalid`
 */
export async function listCustomers(context: BillingContext, account: string, page?: PageRequest): Promise<Page<ResellerCustomer>> {
  return context.storage.transaction(context.tenant, async (stores) => {
    await checkReseller(stores, account)
    const found = new Map<string, string[]>()
    for (const { id } of await listAll((page) => stores.accounts.list({ parent: account }, page))) found.set(id, [])
    for (const { subscription } of await contractsIn(context, stores, { account, side: 'wholesale' })) {
      found.set(subscription.account, [...(found.get(subscription.account) ?? []), subscription.id])
    }
    const customers = [...found].sort(([a], [b]) => compareBytes(a, b)).map(([id, subscriptions]) => ({ account: id, subscriptions }))
    return pageOf(customers, (customer) => customer.account, page)
  })
}
