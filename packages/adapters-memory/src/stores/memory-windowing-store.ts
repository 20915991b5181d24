import { fail } from '@farthing/core'
import type { WindowingRecord, WindowingStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export function memoryWindowingStore(rows: Rows<WindowingRecord>, transaction: Transaction): WindowingStore {
  const table = openTable(rows, transaction)
  const get = (key: string) => transaction.step(() => table.get(key))
  return {
    get,
    // Transactions of a tenant run one after another, so nobody has to wait here.
    load: get,
    save: (record) =>
      transaction.step(() => {
        const { key, revision } = record
        const stored = table.get(key)?.revision ?? -1
        if (revision !== stored + 1) {
          fail('storage.conflict', { field: 'windowing.revision', because: `of ${key} is ${revision} after ${stored}`, facts: { key, revision, stored } })
        }
        table.set(key, frozenCopy(record))
      }),
  }
}
