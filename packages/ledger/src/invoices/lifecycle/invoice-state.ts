import { assertInvariant, compare, subtract, type Decimal, type Hash } from '@farthing/core'
import { invoiceMoves } from './invoice-moves.js'
import type { InvoiceState, InvoiceStatusRecord } from './invoice-status.js'

/** What the life of a document depends on: an issued one, or a draft with the id that it will have. */
export interface MovedDocument {
  readonly id: Hash
  readonly totals: { readonly payable: Decimal }
}

/** Where a document stands: a fold over its records, in order. Without any it is a draft. Asserts that they are a history that {@link invoiceMoves} allows. */
export function invoiceState({ id, totals: { payable } }: MovedDocument, history: readonly InvoiceStatusRecord[]): InvoiceState {
  let state: InvoiceState = { document: id, status: 'draft', payable, settled: '0', open: payable, revision: 0 }
  for (const record of history) {
    assertInvariant(record.document === id, 'a history is of one document')
    assertInvariant(record.revision === state.revision + 1, 'a history has no gap')
    assertInvariant(record.from === state.status, 'a step starts where the one before ended')
    assertInvariant(invoiceMoves[record.from][record.cause]?.includes(record.to) === true, 'a step is a move of the table')
    assertInvariant(compare(record.settled, '0') >= 0 && compare(record.settled, payable) <= 0, 'no more is settled than is payable')
    state = { ...state, status: record.to, settled: record.settled, open: subtract(payable, record.settled), revision: record.revision }
  }
  return state
}
