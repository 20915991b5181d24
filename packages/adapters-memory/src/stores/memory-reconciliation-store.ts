import type { ReconciliationRun } from '@farthing/ledger'
import type { ReconciliationStore } from '@farthing/ports'
import { checkTenant } from '../rows/check-tenant.js'
import { inTime } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export function memoryReconciliationStore(rows: Rows<ReconciliationRun>, transaction: Transaction, tenant: string): ReconciliationStore {
  const table = openTable(rows, transaction)
  return {
    put: (run) =>
      transaction.step(() => {
        checkTenant(run.tenant, tenant, 'run.tenant')
        writeOnce(table, run, { key: run.id, field: 'run' })
      }),
    get: (id) => transaction.step(() => table.get(id)),
    list: ({ outcome, ...when }, page) =>
      transaction.step(() => {
        const found = table.all().filter(({ at, mismatches }) => inTime(at, when) && (outcome ?? outcomeOf(mismatches)) === outcomeOf(mismatches))
        return listPage(found, ({ at, id }) => [at, id], page)
      }),
  }
}

function outcomeOf(mismatches: ReconciliationRun['mismatches']): 'agrees' | 'differs' {
  return mismatches.length === 0 ? 'agrees' : 'differs'
}
