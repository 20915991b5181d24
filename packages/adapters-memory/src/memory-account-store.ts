import type { Account } from '@farthing/core'
import type { AccountStore } from '@farthing/ports'
import { frozenCopy } from './frozen-copy.js'
import { listPage } from './list-page.js'
import { openTable, type Rows } from './table.js'
import type { Transaction } from './transaction.js'

export function memoryAccountStore(rows: Rows<Account>, transaction: Transaction): AccountStore {
  const table = openTable(rows, transaction)
  return {
    put: (account) => transaction.step(() => table.set(account.id, frozenCopy(account))),
    get: (id) => transaction.step(() => table.get(id)),
    list: (page) => transaction.step(() => listPage(table.all(), ({ id }) => [id], page)),
    // Transactions of a tenant run one after another, so nobody has to wait here.
    lock: () => transaction.step(() => undefined),
  }
}
