import { fail } from '@farthing/core'
import type { HoldFilter, HoldRecord, HoldStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { listPage } from '../rows/list-page.js'
import { sameContent } from '../rows/same-content.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

type Steps = readonly HoldRecord[]

/** Steps by hold; a hold is found under its pool. */
export function memoryHoldStore(rows: Rows<Steps>, transaction: Transaction): HoldStore {
  const holds = openTable(rows, transaction, (steps) => steps.slice(0, 1).map(({ pool }) => pool))
  return {
    append: (record) =>
      transaction.step(() => {
        const { id, revision } = record
        const kept = holds.get(id) ?? []
        const same = kept[revision - 1]
        if (same !== undefined && sameContent(same, record)) return
        if (revision !== kept.length + 1) fail('storage.conflict', { field: 'record.revision', because: `is ${revision} where ${kept.length + 1} is next`, facts: { id, revision } })
        holds.set(id, [...kept, frozenCopy(record)])
      }),
    get: (id) => transaction.step(() => holds.get(id)?.at(-1)),
    list: (filter, page) =>
      transaction.step(() => {
        const found = (filter.pool === undefined ? holds.all() : holds.under(filter.pool)).flatMap((steps) => steps.slice(-1))
        return listPage(found.filter((record) => matches(record, filter)), ({ placedAt, id }) => [placedAt, id], page)
      }),
  }
}

function matches(record: HoldRecord, filter: HoldFilter): boolean {
  return Object.entries(filter).every(([name, value]) => value === undefined || record[name as keyof HoldFilter] === value)
}
