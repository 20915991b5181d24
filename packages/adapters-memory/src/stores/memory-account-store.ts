import type { Account } from '@farthing/core'
import type { AccountFilter, AccountStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { listPage } from '../rows/list-page.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export function memoryAccountStore(rows: Rows<Account>, transaction: Transaction): AccountStore {
  const table = openTable(rows, transaction)
  return {
    put: (account) => transaction.step(() => table.set(account.id, frozenCopy(account))),
    get: (id) => transaction.step(() => table.get(id)),
    list: (filter, page) => transaction.step(() => listPage(table.all().filter((account) => matches(account, filter)), ({ id }) => [id], page)),
    // Transactions of a tenant run one after another, so nobody has to wait here.
    lock: () => transaction.step(() => undefined),
  }
}

function matches({ id, kind, currency, parent }: Account, filter: AccountFilter): boolean {
  const { accounts, parents } = filter
  if (accounts !== undefined && !accounts.includes(id)) return false
  if (parents !== undefined && (parent === undefined || !parents.includes(parent))) return false
  return (filter.kind ?? kind) === kind && (filter.currency ?? currency) === currency && (filter.parent === undefined || filter.parent === parent)
}
