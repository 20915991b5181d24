import { compareBytes, fail } from '@farthing/core'
import type { RatingRun, RatingRunStore } from '@farthing/ports'
import { inScope } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

const ofDocument = (document: string): string => keyOf('document', document)
const ofCharge = (chargeKey: string): string => keyOf('charge', chargeKey)
const ofId = (id: string): string => keyOf('id', id)

/** Runs by (document, sequence). */
export function memoryRatingRunStore(rows: Rows<RatingRun>, transaction: Transaction): RatingRunStore {
  const table = openTable(rows, transaction, ({ id, document, charges }) => [ofId(id), ofDocument(document), ...charges.map(({ chargeKey }) => ofCharge(chargeKey))])
  return {
    append: (run) =>
      transaction.step(() => {
        const { document, sequence, id } = run
        const next = table.under(ofDocument(document)).length
        if (sequence > next) fail('storage.conflict', { field: 'run.sequence', because: `is ${sequence} where ${next} is next`, facts: { document, sequence } })
        writeOnce(table, run, { key: keyOf(document, sequence), field: 'run', free: [ofId(id)] })
      }),
    get: (id) => transaction.step(() => table.under(ofId(id))[0]),
    latest: (document) => transaction.step(() => table.get(keyOf(document, table.under(ofDocument(document)).length - 1))),
    documentsOf: (chargeKey) => transaction.step(() => [...new Set(table.under(ofCharge(chargeKey)).map(({ document }) => document))].sort(compareBytes)),
    list: (filter, page) =>
      transaction.step(() => {
        const runs = table.all().filter((run) => inScope(run.account, filter))
        return listPage(runs, ({ document, sequence }) => [document, String(sequence).padStart(10, '0')], page)
      }),
  }
}
