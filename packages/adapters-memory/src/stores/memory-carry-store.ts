import type { CarryRecord, CarryStore } from '@farthing/ports'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export function memoryCarryStore(rows: Rows<CarryRecord>, transaction: Transaction): CarryStore {
  const table = openTable(rows, transaction)
  return {
    put: (record) =>
      transaction.step(() => writeOnce(table, record, { key: keyOf(record.subscription, record.side, record.from, record.to, record.revision ?? 0), field: 'carry' })),
    latest: ({ subscription, side, until }) =>
      transaction.step(() => {
        const ended = table.all().filter((record) => record.subscription === subscription && record.side === side && record.to <= until)
        return ended.reduce<CarryRecord | undefined>((last, each) => (last === undefined || isLater(each, last) ? each : last), undefined)
      }),
  }
}

function isLater(a: CarryRecord, b: CarryRecord): boolean {
  if (a.to !== b.to) return a.to > b.to
  return a.from === b.from ? (a.revision ?? 0) > (b.revision ?? 0) : a.from > b.from
}
