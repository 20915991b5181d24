import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { invoiceMoves } from './invoice-moves.js'
import { invoiceState } from './invoice-state.js'
import type { InvoiceCause, InvoiceStatusRecord } from './invoice-status.js'
import { moveInvoice, type InvoiceMove } from './move-invoice.js'

const document = { id: 'd'.repeat(64), totals: { payable: '100' } } as const
const at = '2026-11-02T00:00:00.000000Z'

type Step = InvoiceCause | readonly [cause: InvoiceCause, amount: Decimal]

function moveOf(step: Step, more: Partial<InvoiceMove> = {}): InvoiceMove {
  const [cause, amount] = typeof step === 'string' ? [step, undefined] : step
  return { cause, at, actor: 'ann', ...(amount === undefined ? {} : { amount }), ...(cause === 'void' || cause === 'write_off' ? { reason: 'agreed' } : {}), ...more }
}

function historyOf(steps: readonly Step[]): readonly InvoiceStatusRecord[] {
  return steps.reduce<readonly InvoiceStatusRecord[]>((history, step) => [...history, moveInvoice(document, history, moveOf(step))], [])
}

const stateAfter = (...steps: readonly Step[]) => invoiceState(document, historyOf(steps))

describe('the life of a document', () => {
  it.each<[steps: readonly Step[], status: string, open: Decimal]>([
    [[], 'draft', '100'],
    [['issue'], 'issued', '100'],
    [['issue', ['payment', '40']], 'partially_paid', '60'],
    [['issue', ['payment', '40'], ['payment', '60']], 'paid', '0'],
    [['issue', ['credit_note', '30'], ['payment', '70']], 'paid', '0'],
    [['issue', 'fall_due'], 'overdue', '100'],
    [['issue', ['payment', '40'], 'fall_due'], 'overdue', '60'],
    [['issue', 'fall_due', ['payment', '40']], 'overdue', '60'],
    [['issue', 'fall_due', ['payment', '100']], 'paid', '0'],
    [['issue', 'write_off'], 'uncollectible', '100'],
    [['issue', 'write_off', ['payment', '10']], 'uncollectible', '90'],
    [['issue', 'write_off', ['payment', '100']], 'paid', '0'],
    [['issue', 'void'], 'void', '100'],
    [['issue', ['payment', '100'], ['refund', '100']], 'issued', '100'],
    [['issue', ['payment', '100'], ['refund', '25']], 'partially_paid', '25'],
    [['issue', ['payment', '100'], ['chargeback', '100'], 'fall_due'], 'overdue', '100'],
    [['issue', ['payment', '100'], ['chargeback', '40'], ['payment', '40']], 'paid', '0'],
    [['issue', ['supplementary_invoice', '10']], 'issued', '110'],
    [['issue', ['payment', '100'], ['supplementary_invoice', '10']], 'partially_paid', '10'],
    [['issue', ['payment', '100'], ['supplementary_invoice', '10'], ['payment', '10']], 'paid', '0'],
    [['issue', 'fall_due', ['supplementary_invoice', '10']], 'overdue', '110'],
    [['issue', ['payment', '100'], ['supplementary_invoice', '10'], 'fall_due', ['credit_note', '10']], 'paid', '0'],
    [['issue', ['payment', '100'], ['credit_note', '6'], ['refund', '5']], 'paid', '0'],
    [['issue', ['payment', '100'], ['credit_note', '6'], ['supplementary_invoice', '10']], 'partially_paid', '4'],
    [['issue', ['cancel', '100']], 'credited', '0'],
    [['issue', ['payment', '100'], ['cancel', '100'], ['refund', '100'], ['payment', '100'], ['chargeback', '100']], 'credited', '0'],
    [['issue', ['payment', '100'], 'cancel'], 'credited', '0'],
  ])('%j', (steps, status, open) => {
    expect(stateAfter(...steps)).toMatchObject({ status, open, revision: steps.length })
  })

  it('is over at issue where nothing is payable', () => {
    expect(moveInvoice({ ...document, totals: { payable: '0' } }, [], moveOf('issue'))).toMatchObject({ from: 'draft', to: 'paid', settled: '0' })
  })

  it('takes every move of the table and refuses every other, by status and cause', () => {
    const ways: Readonly<Record<keyof typeof invoiceMoves, readonly Step[]>> = {
      draft: [], issued: ['issue'], partially_paid: ['issue', ['payment', '40']], paid: ['issue', ['payment', '100']],
      overdue: ['issue', 'fall_due'], uncollectible: ['issue', 'write_off'], void: ['issue', 'void'], credited: ['issue', 'cancel'],
    }
    const causes = ['issue', 'fall_due', 'write_off', 'void', 'payment', 'credit_note', 'refund', 'chargeback', 'supplementary_invoice', 'cancel'] as const
    for (const [status, steps] of Object.entries(ways)) {
      for (const cause of causes) {
        const history = historyOf(steps)
        const takesBack = cause === 'refund' || cause === 'chargeback'
        const step: Step = takesBack || ['payment', 'credit_note', 'supplementary_invoice', 'cancel'].includes(cause) ? [cause, '1'] : cause
        const refusal = refusalOf(() => moveInvoice(document, history, moveOf(step)))
        const allowed = invoiceMoves[status as keyof typeof invoiceMoves][cause] !== undefined
        const nothingToTakeBack = takesBack && ['overdue', 'uncollectible', 'credited'].includes(status)
        const allPaid = cause === 'payment' && status === 'paid'
        expect([status, cause, refusal?.field]).toEqual([status, cause, !allowed ? 'cause' : nothingToTakeBack || allPaid ? 'amount' : undefined])
      }
    }
  })

  it.each<[what: string, steps: readonly Step[], move: InvoiceMove, field: string]>([
    ['more than is payable', ['issue', ['payment', '40']], moveOf(['payment', '60.01']), 'amount'],
    ['more than supplementary invoices have raised it to', ['issue', ['supplementary_invoice', '10']], moveOf(['payment', '110.01']), 'amount'],
    ['a supplementary invoice of nothing', ['issue'], moveOf(['supplementary_invoice', '0']), 'amount'],
    ['a credit note below zero', ['issue'], moveOf(['credit_note', '-1']), 'amount'],
    ['more than was paid', ['issue', ['payment', '40']], moveOf(['refund', '40.01']), 'amount'],
    ['a payment of nothing', ['issue'], moveOf(['payment', '0']), 'amount'],
    ['a payment without an amount', ['issue'], moveOf('payment'), 'amount'],
    ['an amount that falls due', ['issue'], moveOf(['fall_due', '1']), 'amount'],
    ['voiding what is partly paid', ['issue', ['payment', '40'], 'fall_due'], moveOf('void'), 'cause'],
    ['voiding without a reason', ['issue'], { cause: 'void', at, actor: 'ann' }, 'reason'],
    ['a step back in time', ['issue'], moveOf('fall_due', { at: '2026-11-01T00:00:00Z' }), 'at'],
  ])('refuses %s', (_, steps, move, field) => {
    expect(refusalOf(() => moveInvoice(document, historyOf(steps), move))).toEqual({ code: 'invoice.transition', field })
  })

  it('says what is payable and what stands to the credit of the customer', () => {
    const steps = [...historyOf(['issue', ['payment', '100'], ['supplementary_invoice', '10'], ['credit_note', '16']])]
    expect(steps.map(({ payable, settled }) => [payable, settled])).toEqual([[undefined, '0'], [undefined, '100'], ['110', '100'], ['110', '116']])
    expect(invoiceState(document, steps)).toMatchObject({ status: 'paid', payable: '110', settled: '116', paid: '100', open: '0', credit: '6' })
    expect(stateAfter('issue', ['payment', '100'], ['supplementary_invoice', '10'], ['credit_note', '16'], ['refund', '5'])).toMatchObject({ paid: '95', open: '0', credit: '1' })
  })

  it('moves once for each reference of a cause', () => {
    const pay = (amount: Decimal) => moveOf(['payment', amount], { reference: 'p1' })
    const history = [...historyOf(['issue'])]
    const first = moveInvoice(document, history, pay('40'))
    history.push(first)
    expect(moveInvoice(document, history, pay('40.00'))).toBe(first)
    expect(refusalOf(() => moveInvoice(document, history, pay('41')))).toEqual({ code: 'invoice.transition', field: 'reference' })
    expect(moveInvoice(document, history, moveOf(['refund', '40'], { reference: 'p1' }))).toMatchObject({ revision: 3, to: 'issued' })
  })

  it('is a history: steps follow each other without a gap and along the table', () => {
    const [issue, payment, refund] = historyOf(['issue', ['payment', '100'], ['refund', '100']])
    if (issue === undefined || payment === undefined || refund === undefined) throw new Error('three steps')
    expect(() => invoiceState(document, [issue, refund])).toThrow('a history has no gap')
    expect(() => invoiceState(document, [issue, { ...payment, from: 'void' }])).toThrow('where the one before ended')
    expect(() => invoiceState(document, [issue, { ...payment, to: 'void' }])).toThrow('a move of the table')
    expect(() => invoiceState(document, [issue, { ...payment, amount: '101', settled: '101' }])).toThrow('no more is paid than is payable')
    expect(() => invoiceState(document, [issue, { ...payment, settled: '-1' }])).toThrow('no less than nothing is settled')
    expect(() => invoiceState(document, [issue, { ...payment, payable: '101' }])).toThrow('raise what is payable')
    expect(() => invoiceState(document, [{ ...issue, document: 'other' }])).toThrow('of one document')
  })
})
