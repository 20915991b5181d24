import type { TaxFilingRecord, TaxFilingStore } from '@farthing/ports'
import { appendNext } from '../rows/append-next.js'
import { listPage } from '../rows/list-page.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

/** The steps of each document, by its id. */
export function memoryTaxFilingStore(rows: Rows<readonly TaxFilingRecord[]>, transaction: Transaction): TaxFilingStore {
  const table = openTable(rows, transaction)
  return {
    append: (record) => transaction.step(() => { appendNext(table, record, { key: record.document, field: 'filing.revision' }) }),
    records: (document) => transaction.step(() => table.get(document) ?? []),
    due: (page) =>
      transaction.step(() => {
        const last = table.all().flatMap((records) => records.slice(-1))
        return listPage(last.filter(({ state }) => state === 'commit_due' || state === 'void_due'), ({ at, document }) => [at, document], page)
      }),
  }
}
