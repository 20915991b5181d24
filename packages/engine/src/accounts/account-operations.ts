import type { Account } from '@farthing/core'
import type { AccountFilter, Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { billingAccount, type BillingAccount } from './billing-account.js'
import { putAccount, type PutAccount } from './put-account.js'

export interface AccountOperations {
  /** Creates an account, or replaces it as a whole. */
  put(input: PutAccount): Promise<Account>
  get(id: string): Promise<Account | undefined>
  /** An account with what follows for its billing: reseller, recipient, terms, plans on both sides, state, restrictions and balances. */
  billingAccount(id: string): Promise<BillingAccount | undefined>
  /** By id. */
  list(filter?: AccountFilter, page?: PageRequest): Promise<Page<Account>>
}

export function accountOperations(context: BillingContext): AccountOperations {
  const { storage, tenant } = context
  return {
    put: (input) => putAccount(context, input),
    get: (id) => storage.transaction(tenant, ({ accounts }) => accounts.get(id)),
    billingAccount: (id) => storage.transaction(tenant, (stores) => billingAccount(context, stores, id)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, { accounts: 'texts', kind: { customer: true, reseller: true, house: true }, currency: 'currency', parent: 'text', parents: 'texts' })
      return storage.transaction(tenant, ({ accounts }) => accounts.list(conditions, page))
    },
  }
}
