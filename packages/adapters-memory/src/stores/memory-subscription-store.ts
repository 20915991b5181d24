import { compareBytes } from '@farthing/core'
import type { Subscription } from '@farthing/pricing'
import type { SubscriptionFilter, SubscriptionsMeant, SubscriptionStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { inScope } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows, type Table } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export function memorySubscriptionStore(rows: Rows<Subscription>, transaction: Transaction): SubscriptionStore {
  const table = openTable(rows, transaction, (subscription) => [
    keyOf('account', subscription.account),
    ...subjectsOf(subscription).map((subject) => keyOf('subject', subject)),
    ...(subscription.wholesale === undefined ? [] : [keyOf('reseller', subscription.wholesale.account)]),
  ])
  const get = (id: string) => transaction.step(() => table.get(id))
  return {
    put: (subscription) => transaction.step(() => table.set(subscription.id, frozenCopy(subscription))),
    get,
    // Transactions of a tenant run one after another, so nobody has to wait here.
    load: get,
    find: (wanted) => transaction.step(() => meant(table, wanted)),
    list: (filter, page) => transaction.step(() => listPage(matching(table, filter), ({ id }) => [id], page)),
  }
}

/** By the narrowest condition first. */
function matching(table: Table<Subscription>, { subject, reseller, plan, ...whose }: SubscriptionFilter): readonly Subscription[] {
  const { account } = whose
  const keys = [
    ...(subject === undefined ? [] : [keyOf('subject', subject)]),
    ...(account === undefined ? [] : [keyOf('account', account)]),
    ...(reseller === undefined ? [] : [keyOf('reseller', reseller)]),
  ]
  const [first] = keys
  const found = first === undefined ? table.all() : table.under(first)
  return found.filter((each) => inScope(each.account, whose) && (reseller === undefined || each.wholesale?.account === reseller) && (plan ?? each.plan) === each.plan)
}

function meant(table: Table<Subscription>, { ids, subjects }: SubscriptionsMeant): readonly Subscription[] {
  const found = new Map<string, Subscription>()
  const add = (each: Subscription | undefined): unknown => each && found.set(each.id, each)
  for (const id of ids) add(table.get(id))
  for (const subject of subjects) table.under(keyOf('subject', subject)).forEach(add)
  return [...found.values()].sort((a, b) => compareBytes(a.id, b.id))
}

function subjectsOf({ subjects, account }: Subscription): readonly string[] {
  return subjects ?? [account]
}
