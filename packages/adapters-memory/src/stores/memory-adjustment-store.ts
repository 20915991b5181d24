import { fail } from '@farthing/core'
import type { AdjustmentRecord, AdjustmentStep } from '@farthing/ledger'
import type { AdjustmentStore } from '@farthing/ports'
import { appendNext } from '../rows/append-next.js'
import { inScope } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export interface AdjustmentRows {
  readonly records: Rows<AdjustmentRecord>
  /** The steps of each adjustment, by its id. */
  readonly steps: Rows<readonly AdjustmentStep[]>
}

export function memoryAdjustmentStore(rows: AdjustmentRows, transaction: Transaction): AdjustmentStore {
  const records = openTable(rows.records, transaction, ({ account }) => [keyOf(account)])
  const steps = openTable(rows.steps, transaction)
  const isOpen = ({ id }: AdjustmentRecord) => {
    const last = steps.get(id)?.at(-1)?.move
    return last !== 'apply' && last !== 'withdraw'
  }
  return {
    put: (record) => transaction.step(() => writeOnce(records, record, { key: record.id, field: 'adjustment' })),
    get: (id) => transaction.step(() => records.get(id)),
    append: (step) =>
      transaction.step(() => {
        const { adjustment } = step
        if (records.get(adjustment) === undefined) fail('adjustment.unknown', { field: 'step.adjustment', because: `is ${JSON.stringify(adjustment)}`, facts: { adjustment } })
        appendNext(steps, step, { key: adjustment, field: 'step.revision' })
      }),
    steps: (id) => transaction.step(() => steps.get(id) ?? []),
    list: ({ open, ...whose }, page) =>
      transaction.step(() => {
        const { account } = whose
        const found = (account === undefined ? records.all() : records.under(keyOf(account))).filter((each) => inScope(each.account, whose))
        return listPage(open === undefined ? found : found.filter(isOpen), ({ recordedAt, id }) => [recordedAt, id], page)
      }),
  }
}
