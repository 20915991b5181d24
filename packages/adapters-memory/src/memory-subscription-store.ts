import type { Subscription } from '@farthing/pricing'
import type { SubscriptionFilter, SubscriptionStore } from '@farthing/ports'
import { frozenCopy } from './frozen-copy.js'
import { listPage } from './list-page.js'
import { keyOf, openTable, type Rows, type Table } from './table.js'
import type { Transaction } from './transaction.js'

export function memorySubscriptionStore(rows: Rows<Subscription>, transaction: Transaction): SubscriptionStore {
  const table = openTable(rows, transaction, (subscription) => [
    keyOf('account', subscription.account),
    ...subjectsOf(subscription).map((subject) => keyOf('subject', subject)),
  ])
  const get = (id: string) => transaction.step(() => table.get(id))
  return {
    put: (subscription) => transaction.step(() => table.set(subscription.id, frozenCopy(subscription))),
    get,
    // Transactions of a tenant run one after another, so nobody has to wait here.
    load: get,
    list: (filter, page) => transaction.step(() => listPage(matching(table, filter), ({ id }) => [id], page)),
  }
}

function matching(table: Table<Subscription>, { account, subject }: SubscriptionFilter): readonly Subscription[] {
  if (subject !== undefined) {
    return table.under(keyOf('subject', subject)).filter((found) => account === undefined || found.account === account)
  }
  return account === undefined ? table.all() : table.under(keyOf('account', account))
}

function subjectsOf({ subjects, account }: Subscription): readonly string[] {
  return subjects ?? [account]
}
