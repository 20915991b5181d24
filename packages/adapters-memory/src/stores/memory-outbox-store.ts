import { fail } from '@farthing/core'
import type { OutboxEntry, OutboxStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { checkLimit, listPage } from '../rows/list-page.js'
import { sameContent } from '../rows/same-content.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

/** The messages of each account, by account. */
export function memoryOutboxStore(rows: Rows<readonly OutboxEntry[]>, transaction: Transaction): OutboxStore {
  const table = openTable(rows, transaction)
  return {
    append: (message) =>
      transaction.step(() => {
        const { account, id } = message
        const kept = table.get(account) ?? []
        const known = kept.find((entry) => entry.id === id)
        const entry: OutboxEntry = frozenCopy({ ...message, sequence: known?.sequence ?? kept.length + 1 })
        if (known !== undefined) {
          if (!sameContent(known, entry)) fail('storage.conflict', { field: 'message', because: 'is kept with other content', facts: { key: id } })
          return known
        }
        table.set(account, [...kept, entry])
        return entry
      }),
    find: (account, id) => transaction.step(() => table.get(account)?.find((entry) => entry.id === id)),
    read: (account, { after = 0, limit = 100 } = {}) =>
      transaction.step(() => {
        if (!Number.isInteger(after) || after < 0) fail('storage.page_invalid', { field: 'after', because: `is ${after}`, facts: { after } })
        return (table.get(account) ?? []).slice(after, after + checkLimit(limit))
      }),
    heads: (page) =>
      transaction.step(() => {
        const heads = table.all().flatMap((entries) => entries.slice(-1).map(({ account, sequence }) => ({ account, sequence })))
        return listPage(heads, ({ account }) => [account], page)
      }),
  }
}
