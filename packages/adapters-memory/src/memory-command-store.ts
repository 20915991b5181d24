import { fail } from '@farthing/core'
import type { CommandRecord, CommandStore } from '@farthing/ports'
import { frozenCopy } from './frozen-copy.js'
import { keyOf, openTable, type Rows } from './table.js'
import type { Transaction } from './transaction.js'

export function memoryCommandStore(rows: Rows<CommandRecord>, transaction: Transaction): CommandStore {
  const table = openTable(rows, transaction)
  return {
    get: (kind, key) => transaction.step(() => table.get(keyOf(kind, key))),
    put: (record) =>
      transaction.step(() => {
        const { kind, key } = record
        if (table.get(keyOf(kind, key)) !== undefined) {
          fail('storage.conflict', { field: 'command.key', because: `${JSON.stringify(key)} of kind ${kind} is taken`, facts: { kind, key } })
        }
        table.set(keyOf(kind, key), frozenCopy(record))
      }),
  }
}
