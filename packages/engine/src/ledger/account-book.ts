import { customerBalances, openItems, statementOf, type CustomerBalance, type LedgerTransaction, type OpenItem, type Statement } from '@farthing/ledger'
import type { CurrencyCode, Interval } from '@farthing/core'
import { listAll, type Stores } from '@farthing/ports'

export interface StatementRequest extends Interval {
  readonly account: string
  readonly currency: CurrencyCode
}

/** Every transaction that touches a billing account. */
export function bookOf(stores: Stores, account: string): Promise<readonly LedgerTransaction[]> {
  return listAll((page) => stores.ledger.listOfAccount(account, page))
}

/** Where an account stands, one row for each currency. */
export async function balancesOfAccount(stores: Stores, account: string): Promise<readonly CustomerBalance[]> {
  return customerBalances(await bookOf(stores, account), account)
}

/** Documents of an account that are not settled, and what stands to its credit, by opening time. */
export async function openItemsOfAccount(stores: Stores, account: string): Promise<readonly OpenItem[]> {
  return openItems(await bookOf(stores, account), { role: 'receivable', account })
}

/** What an account was billed and paid between two instants, with the balance after each entry. */
export async function statementOfAccount(stores: Stores, { account, currency, from, to }: StatementRequest): Promise<Statement> {
  return statementOf(await bookOf(stores, account), { account: { role: 'receivable', account }, currency, from, to })
}
