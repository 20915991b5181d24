import { fail } from '@farthing/core'
import type { CorrectionRecord, CorrectionStep, CorrectionStore } from '@farthing/ports'
import { appendNext } from '../rows/append-next.js'
import { inScope, inTime } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export interface CorrectionRows {
  /** By invoice. */
  readonly records: Rows<readonly CorrectionRecord[]>
  /** By proposal. */
  readonly steps: Rows<readonly CorrectionStep[]>
}

const digits = 10

export function memoryCorrectionStore(rows: CorrectionRows, transaction: Transaction): CorrectionStore {
  const namesOf = (looks: readonly CorrectionRecord[]) => looks.flatMap(({ note }) => (note === undefined ? [] : [keyOf(note.series, note.number), keyOf(note.id)]))
  const records = openTable(rows.records, transaction, namesOf)
  const steps = openTable(rows.steps, transaction)
  const refuseTaken = ({ note }: CorrectionRecord): void => {
    if (note === undefined) return
    const holder = records.under(keyOf(note.series, note.number)).flat().find((each) => each.note?.number === note.number && each.note.series === note.series)
    if (holder !== undefined && holder.note?.id !== note.id) fail('storage.conflict', { field: 'correction.note.number', because: `is ${note.number}, which is taken`, facts: { number: note.number } })
  }
  return {
    append: (record) =>
      transaction.step(() => {
        refuseTaken(record)
        appendNext(records, record, { key: record.invoice, field: 'correction.revision' })
      }),
    records: (invoice) => transaction.step(() => records.get(invoice) ?? []),
    findNote: (id) => transaction.step(() => records.under(keyOf(id)).flat().find(({ note }) => note?.id === id)?.note),
    list: (filter, page) =>
      transaction.step(() => {
        const found = records.all().flat().filter(({ account, at }) => inScope(account, filter) && inTime(at, filter))
        return listPage(found, ({ at, invoice, revision }) => [at, invoice, String(revision).padStart(digits, '0')], page)
      }),
    appendStep: (step) => transaction.step(() => appendNext(steps, step, { key: step.proposal, field: 'step.revision' })),
    steps: (proposal) => transaction.step(() => steps.get(proposal) ?? []),
    proposals: (filter, page) =>
      transaction.step(() => {
        const first = steps.all().flatMap((each) => each.slice(0, 1)).filter(({ account, at }) => inScope(account, filter) && inTime(at, filter))
        return listPage(first, ({ at, proposal }) => [at, proposal], page)
      }),
  }
}
