import type { SummaryFilter, SummaryStore, UsageSummary } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { inScope } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export function memorySummaryStore(rows: Rows<UsageSummary>, transaction: Transaction): SummaryStore {
  const table = openTable(rows, transaction)
  return {
    put: (summary) =>
      transaction.step(() => table.set(keyOf(summary.subscription, summary.from, summary.to), frozenCopy(summary))),
    get: (subscription, { from, to }) => transaction.step(() => table.get(keyOf(subscription, from, to))),
    list: (filter, page) =>
      transaction.step(() => {
        const found = table.all().filter((summary) => matches(summary, filter))
        return listPage(found, ({ from, subscription, to }) => [from, subscription, to], page)
      }),
  }
}

function matches(summary: UsageSummary, { subscription = summary.subscription, within = summary, ...whose }: SummaryFilter): boolean {
  return inScope(summary.account, whose) && summary.subscription === subscription && summary.from < within.to && within.from < summary.to
}
