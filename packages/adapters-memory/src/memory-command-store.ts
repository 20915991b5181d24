import { fail } from '@farthing/core'
import type { CommandFilter, CommandRecord, CommandStore } from '@farthing/ports'
import { frozenCopy } from './frozen-copy.js'
import { listPage } from './list-page.js'
import { keyOf, openTable, type Rows } from './table.js'
import type { Transaction } from './transaction.js'

export function memoryCommandStore(rows: Rows<CommandRecord>, transaction: Transaction): CommandStore {
  const table = openTable(rows, transaction, ({ correlation }) => [keyOf(correlation)])
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
    list: (filter, page) =>
      transaction.step(() => {
        const found = filter.correlation === undefined ? table.all() : table.under(keyOf(filter.correlation))
        return listPage(found.filter((record) => isMeant(record, filter)), ({ at, kind, key }) => [at, kind, key], page)
      }),
  }
}

function isMeant(record: CommandRecord, { kind = record.kind, actor = record.actor, from = record.at, to }: CommandFilter): boolean {
  return record.kind === kind && record.actor === actor && from <= record.at && (to === undefined || record.at < to)
}
