import { fail } from '@farthing/core'
import type { CommandFilter, CommandRecord, CommandRefusal, CommandStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { listPage } from '../rows/list-page.js'
import { emptyRows, keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

/** Commands that were done, and those that were refused. */
export interface CommandRows {
  readonly done: Rows<CommandRecord>
  readonly refused: Rows<CommandRefusal>
}

export function emptyCommandRows(): CommandRows {
  return { done: emptyRows(), refused: emptyRows() }
}

export function memoryCommandStore({ done, refused }: CommandRows, transaction: Transaction): CommandStore {
  const table = openTable(done, transaction, ({ correlation }) => [keyOf(correlation)])
  const refusals = openTable(refused, transaction, ({ correlation }) => (correlation === undefined ? [] : [keyOf(correlation)]))
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
    refuse: (refusal) => transaction.step(() => writeOnce(refusals, refusal, { key: refusal.id, field: 'command refusal' })),
    refusals: (filter, page) =>
      transaction.step(() => {
        const found = filter.correlation === undefined ? refusals.all() : refusals.under(keyOf(filter.correlation))
        return listPage(found.filter((refusal) => isMeant(refusal, filter)), ({ at, id }) => [at, id], page)
      }),
  }
}

function isMeant(record: Pick<CommandRecord, 'kind' | 'actor' | 'at'>, { kind = record.kind, actor = record.actor, from = record.at, to }: CommandFilter): boolean {
  return record.kind === kind && record.actor === actor && from <= record.at && (to === undefined || record.at < to)
}
