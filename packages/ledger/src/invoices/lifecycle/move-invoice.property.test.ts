import { addAll, compare, isFarthingError, negate, subtract, type Decimal } from '@farthing/core'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { invoiceState } from './invoice-state.js'
import type { InvoiceStatusRecord } from './invoice-status.js'
import { moveInvoice, type InvoiceMove } from './move-invoice.js'

const at = '2026-11-02T00:00:00.000000Z'

const anyMove: fc.Arbitrary<InvoiceMove> = fc.oneof(
  fc.constantFrom('issue', 'fall_due', 'write_off', 'void').map((cause): InvoiceMove => ({ cause, at, actor: 'ann', reason: 'agreed' })),
  fc
    .tuple(fc.constantFrom('payment', 'credit_note', 'refund', 'chargeback', 'supplementary_invoice', 'cancel'), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }))
    .map(([cause, amount, reference]): InvoiceMove => ({ cause, amount: `${amount}`, at, actor: 'bank', reference: `r${reference}` })),
)

/** Every move that is allowed is made; the others change nothing. */
function live(payable: Decimal, moves: readonly InvoiceMove[]): readonly InvoiceStatusRecord[] {
  const document = { id: 'd', totals: { payable } }
  const history: InvoiceStatusRecord[] = []
  for (const move of moves) {
    try {
      const record = moveInvoice(document, history, move)
      if (!history.includes(record)) history.push(record)
    } catch (error) {
      if (!isFarthingError(error) || error.code !== 'invoice.transition') throw error
    }
  }
  return history
}

it('whatever happens, a history holds, and what is settled is what was paid and credited less what went back', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 30 }), fc.integer({ min: 0, max: 120 }), (moves, payable) => {
      const history = live(`${payable}`, [{ cause: 'issue', at, actor: 'ann' }, ...moves])
      const { status, payable: due, settled, open, credit } = invoiceState({ id: 'd', totals: { payable: `${payable}` } }, history)
      const raised = history.flatMap(({ cause, amount = '0' }) => (cause === 'supplementary_invoice' ? [amount] : []))
      const moved = history.map(({ cause, amount = '0' }) => (cause === 'supplementary_invoice' ? '0' : cause === 'refund' || cause === 'chargeback' ? negate(amount) : amount))
      expect(compare(addAll(moved), settled)).toBe(0)
      expect(compare(addAll([`${payable}`, ...raised]), due)).toBe(0)
      expect(compare(subtract(open, credit), subtract(due, settled))).toBe(0)
      expect([status === 'paid', status === 'void' && settled !== '0']).toEqual([open === '0' && !['void', 'draft', 'credited'].includes(status), false])
      expect(live(`${payable}`, [{ cause: 'issue', at, actor: 'ann' }, ...moves, ...moves.filter(({ reference }) => reference !== undefined && history.some((record) => record.reference === reference))]).slice(0, history.length)).toEqual(history)
    }),
    { numRuns: 1000 },
  )
})
