import { addAll, compare, isFarthingError, negate, type Decimal } from '@farthing/core'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { invoiceState } from './invoice-state.js'
import type { InvoiceStatusRecord } from './invoice-status.js'
import { moveInvoice, type InvoiceMove } from './move-invoice.js'

const at = '2026-11-02T00:00:00.000000Z'

const anyMove: fc.Arbitrary<InvoiceMove> = fc.oneof(
  fc.constantFrom('issue', 'fall_due', 'write_off', 'void').map((cause): InvoiceMove => ({ cause, at, actor: 'ann', reason: 'agreed' })),
  fc
    .tuple(fc.constantFrom('payment', 'credit_note', 'refund', 'chargeback'), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }))
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

it('whatever happens, a history holds, and what is settled is what was paid less what went back', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 30 }), fc.integer({ min: 0, max: 120 }), (moves, payable) => {
      const history = live(`${payable}`, [{ cause: 'issue', at, actor: 'ann' }, ...moves])
      const { status, settled, open } = invoiceState({ id: 'd', totals: { payable: `${payable}` } }, history)
      const paid = history.map(({ cause, amount = '0' }) => (cause === 'refund' || cause === 'chargeback' ? negate(amount) : amount))
      expect(compare(addAll(paid), settled)).toBe(0)
      expect([status === 'paid', status === 'void' && settled !== '0']).toEqual([open === '0' && status !== 'void' && status !== 'draft', false])
      expect(live(`${payable}`, [{ cause: 'issue', at, actor: 'ann' }, ...moves, ...moves.filter(({ reference }) => reference !== undefined && history.some((record) => record.reference === reference))]).slice(0, history.length)).toEqual(history)
    }),
    { numRuns: 1000 },
  )
})
