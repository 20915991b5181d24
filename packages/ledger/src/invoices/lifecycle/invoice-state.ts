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
  let state: InvoiceState = { document: id, status: 'draft', revision: 0, ...standing({ payable: totals.payable, settled: '0', paid: '0' }) }
  for (const record of history) {
    const { cause, amount = '0', from, to, revision, settled } = record
    assertInvariant(record.document === id, 'a history is of one document')
    assertInvariant(revision === state.revision + 1, 'a history has no gap')
    assertInvariant(from === state.status, 'a step starts where the one before ended')
    assertInvariant(invoiceMoves[from][cause]?.includes(to) === true, 'a step is a move of the table')
    const payable = cause === 'supplementary_invoice' ? add(state.payable, amount) : state.payable
    const paid = cause === 'payment' ? add(state.paid, amount) : cause === 'refund' || cause === 'chargeback' ? subtract(state.paid, amount) : state.paid
    assertInvariant(record.payable === undefined || compare(record.payable, payable) === 0, 'supplementary invoices raise what is payable, and nothing else does')
    assertInvariant(compare(settled, '0') >= 0, 'no less than nothing is settled')
    assertInvariant(compare(paid, payable) <= 0, 'no more is paid than is payable')
    state = { document: id, status: to, revision, ...standing({ payable, settled, paid }) }
  }
  return state
}

function standing({ payable, settled, paid }: Pick<InvoiceState, 'payable' | 'settled' | 'paid'>): Omit<InvoiceState, 'document' | 'status' | 'revision'> {
  return { payable, settled, paid, open: largest('0', subtract(payable, settled)), credit: largest('0', subtract(settled, payable)) }
}
