import type { InvoiceCause, InvoiceStatus } from './invoice-status.js'

type Moves = { readonly [from in InvoiceStatus]: { readonly [cause in InvoiceCause]?: readonly InvoiceStatus[] } }

/**
 * Every move that there is: from a status, by a cause, to one of these. Which of several it is follows from what is settled then.
 *
 * A document that nothing is payable on is paid when it is issued. Something that was paid back or charged back opens a document again. A part that is paid
 * late leaves it overdue, a part that is recovered leaves it uncollectible. A supplementary invoice opens a paid one again. A void document never moves again; a
 * credited one stays credited, whatever money still moves on it.
 */
export const invoiceMoves: Moves = {
  draft: { issue: ['issued', 'paid'] },
  issued: {
    payment: ['partially_paid', 'paid'],
    credit_note: ['partially_paid', 'paid'],
    supplementary_invoice: ['issued'],
    cancel: ['credited'],
    fall_due: ['overdue'],
    write_off: ['uncollectible'],
    void: ['void'],
  },
  partially_paid: {
    payment: ['partially_paid', 'paid'],
    credit_note: ['partially_paid', 'paid'],
    refund: ['issued', 'partially_paid'],
    chargeback: ['issued', 'partially_paid'],
    supplementary_invoice: ['partially_paid'],
    cancel: ['credited'],
    fall_due: ['overdue'],
    write_off: ['uncollectible'],
  },
  paid: {
    payment: ['paid'],
    credit_note: ['paid'],
    refund: ['issued', 'partially_paid', 'paid'],
    chargeback: ['issued', 'partially_paid', 'paid'],
    supplementary_invoice: ['issued', 'partially_paid', 'paid'],
    cancel: ['credited'],
  },
  overdue: {
    payment: ['overdue', 'paid'],
    credit_note: ['overdue', 'paid'],
    refund: ['overdue'],
    chargeback: ['overdue'],
    supplementary_invoice: ['overdue'],
    cancel: ['credited'],
    write_off: ['uncollectible'],
    void: ['void'],
  },
  uncollectible: {
    payment: ['uncollectible', 'paid'],
    credit_note: ['uncollectible', 'paid'],
    refund: ['uncollectible'],
    chargeback: ['uncollectible'],
    supplementary_invoice: ['uncollectible'],
    cancel: ['credited'],
    void: ['void'],
  },
  credited: { payment: ['credited'], refund: ['credited'], chargeback: ['credited'] },
  void: {},
}
