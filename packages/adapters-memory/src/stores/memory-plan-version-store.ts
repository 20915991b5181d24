import type { PlanVersion } from '@farthing/pricing'
import type { PlanVersionStore } from '@farthing/ports'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export function memoryPlanVersionStore(rows: Rows<PlanVersion>, transaction: Transaction): PlanVersionStore {
  const table = openTable(rows, transaction)
  return {
    put: (version) => transaction.step(() => writeOnce(table, version, { key: version.version, field: 'plan version' })),
    get: (version) => transaction.step(() => table.get(version)),
    find: (versions) => transaction.step(() => [...new Set(versions)].sort().flatMap((version) => table.get(version) ?? [])),
  }
}
