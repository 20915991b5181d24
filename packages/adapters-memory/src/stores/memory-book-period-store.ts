import { compareBytes, fail } from '@farthing/core'
import type { BookPeriods } from '@farthing/ledger'
import type { BookClosing, BookPeriodStore } from '@farthing/ports'
import { listPage } from '../rows/list-page.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export function memoryBookPeriodStore(rows: Rows<BookClosing>, transaction: Transaction): BookPeriodStore {
  const table = openTable(rows, transaction)
  return {
    current: () => transaction.step(() => closedPeriods(rows)),
    close: (closing) =>
      transaction.step(() => {
        const { closedThrough } = closedPeriods(rows)
        if (closedThrough !== undefined && closing.through <= closedThrough) {
          fail('storage.conflict', { field: 'closing.through', because: `is ${closing.through}, and the books are closed through ${closedThrough}` })
        }
        writeOnce(table, closing, { key: closing.through, field: 'closing' })
      }),
    list: (page) => transaction.step(() => listPage(table.all(), ({ through }) => [through], page)),
  }
}

/** How far the books are closed, by all closings. */
export function closedPeriods(rows: Rows<BookClosing>): BookPeriods {
  const last = [...rows.byKey.keys()].sort(compareBytes).at(-1)
  return last === undefined ? {} : { closedThrough: last }
}
