import { add, assertInvariant, compare, largest, subtract, type Decimal, type Hash } from '@farthing/core'
import { invoiceMoves } from './invoice-moves.js'
import type { InvoiceState, InvoiceStatusRecord } from './invoice-status.js'

/** What the life of a document depends on: an issued one, or a draft with the id that it will have. */
export interface MovedDocument {
  readonly id: Hash
  readonly totals: { readonly payable: Decimal }
}

/** Where a document stands: a fold over its records, in order. Without any it is a draft. Asserts that they are a history that {@link invoiceMoves} allows. */
export function invoiceState({ id, totals }: MovedDocument, history: readonly InvoiceStatusRecord[]): InvoiceState {
  let state: InvoiceState = { document: id, status: 'draft', revision: 0, ...standing(totals.payable, '0') }
  for (const record of history) {
    assertInvariant(record.document === id, 'a history is of one document')
    assertInvariant(record.revision === state.revision + 1, 'a history has no gap')
    assertInvariant(record.from === state.status, 'a step starts where the one before ended')
    assertInvariant(invoiceMoves[record.from][record.cause]?.includes(record.to) === true, 'a step is a move of the table')
    const payable = record.cause === 'supplementary_invoice' ? add(state.payable, record.amount ?? '0') : state.payable
    assertInvariant(record.payable === undefined || compare(record.payable, payable) === 0, 'supplementary invoices raise what is payable, and nothing else does')
    assertInvariant(compare(record.settled, '0') >= 0, 'no less than nothing is settled')
    assertInvariant(record.cause !== 'payment' || compare(record.settled, payable) <= 0, 'no more is paid than is payable')
    state = { document: id, status: record.to, revision: record.revision, ...standing(payable, record.settled) }
  }
  return state
}

function standing(payable: Decimal, settled: Decimal): Pick<InvoiceState, 'payable' | 'settled' | 'open' | 'credit'> {
  return { payable, settled, open: largest('0', subtract(payable, settled)), credit: largest('0', subtract(settled, payable)) }
}
