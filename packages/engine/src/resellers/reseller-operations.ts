import type { Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { listCustomers, type ResellerCustomer } from './list-customers.js'
import { marginOfPeriod, type MarginScope, type ResellerMargin } from './margin-of-period.js'

/** What resellers ask about their customers. A reseller is an account of the tenant and sees nothing by itself: the host asks for it, and decides who may. */
export interface ResellerOperations {
  /** Who buys from a reseller, and what. By id. */
  customers(account: string, page?: PageRequest): Promise<Page<ResellerCustomer>>
  /** What a period brings a reseller: both sides of the same usage, by subscription, with the margin. Writes nothing. */
  margin(scope: MarginScope): Promise<ResellerMargin>
}

export function resellerOperations(context: BillingContext): ResellerOperations {
  return {
    customers: (account, page) => listCustomers(context, account, page),
    margin: (scope) => marginOfPeriod(context, scope),
  }
}
