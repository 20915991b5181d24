import type { PlanVersion } from '@farthing/pricing'
import type { PlanVersionStore } from '@farthing/ports'
import { openTable, type Rows } from './table.js'
import type { Transaction } from './transaction.js'
import { writeOnce } from './write-once.js'

export function memoryPlanVersionStore(rows: Rows<PlanVersion>, transaction: Transaction): PlanVersionStore {
  const table = openTable(rows, transaction)
  return {
    put: (version) => transaction.step(() => writeOnce(table, version, { key: version.version, field: 'plan version' })),
    get: (version) => transaction.step(() => table.get(version)),
    find: (versions) => transaction.step(() => [...new Set(versions)].sort().flatMap((version) => table.get(version) ?? [])),
  }
}
