import { fail } from '@farthing/core'
import type { OffsetStore } from '@farthing/ports'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export function memoryOffsetStore(rows: Rows<string>, transaction: Transaction): OffsetStore {
  const table = openTable(rows, transaction)
  return {
    get: (source) => transaction.step(() => table.get(source)),
    advance: (source, { from, to }) =>
      transaction.step(() => {
        const stored = table.get(source)
        if (stored !== from) {
          fail('storage.conflict', { field: 'offset', because: `of ${source} was moved by another reader`, facts: { source, stored: stored ?? null } })
        }
        table.set(source, to)
      }),
  }
}
