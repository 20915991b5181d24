import { fail } from '@farthing/core'
import type { ChainLink, LedgerTransaction } from '@farthing/ledger'
import type { ChainStore } from '@farthing/ports'
import { checkLimit } from '../rows/list-page.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

/** Transactions of a tenant run one after another, so that the order of rows is that of commits. */
export function memoryChainStore(rows: Rows<ChainLink>, book: Rows<LedgerTransaction>, transaction: Transaction): ChainStore {
  const links = openTable(rows, transaction, ({ transaction: id }) => [id])
  const committed = book.byKey.size
  const reached = (): number => rows.byKey.size
  return {
    unchained: (limit) => transaction.step(() => [...book.byKey.values()].slice(reached(), Math.min(committed, reached() + checkLimit(limit)))),
    head: () => transaction.step(() => links.get(String(reached()))),
    append: (added) =>
      transaction.step(() => {
        for (const link of added) {
          if (link.sequence !== reached() + 1) fail('storage.conflict', { field: 'link.sequence', because: `is ${link.sequence} where ${reached() + 1} is next` })
          if (!book.byKey.has(link.transaction)) fail('storage.conflict', { field: 'link.transaction', because: 'is not in the book', facts: { transaction: link.transaction } })
          writeOnce(links, link, { key: String(link.sequence), field: 'link', free: [link.transaction] })
        }
      }),
    list: (after, limit) =>
      transaction.step(() =>
        [...rows.byKey.values()].slice(after, after + checkLimit(limit)).map((link) => {
          const found = book.byKey.get(link.transaction)
          return { link, ...(found !== undefined && { transaction: found }) }
        }),
      ),
    strays: () => transaction.step(() => []),
  }
}
