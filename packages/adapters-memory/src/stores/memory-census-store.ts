import type { CensusStore, EventCensus } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

const none: EventCensus = { received: 0, kept: 0, duplicate: 0, conflict: 0, rejected: {} }
const onlyKey = 'total'

export function memoryCensusStore(rows: Rows<EventCensus>, transaction: Transaction): CensusStore {
  const table = openTable(rows, transaction)
  const total = () => table.get(onlyKey) ?? none
  return {
    add: (census) => transaction.step(() => table.set(onlyKey, frozenCopy(sumOf(total(), census)))),
    total: () => transaction.step(total),
  }
}

function sumOf(a: EventCensus, b: EventCensus): EventCensus {
  const rejected = new Map(Object.entries(a.rejected))
  for (const [code, count] of Object.entries(b.rejected)) if (count > 0) rejected.set(code, (rejected.get(code) ?? 0) + count)
  return {
    received: a.received + b.received,
    kept: a.kept + b.kept,
    duplicate: a.duplicate + b.duplicate,
    conflict: a.conflict + b.conflict,
    rejected: Object.fromEntries(rejected),
  }
}
