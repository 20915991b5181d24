import type { Decimal, Hash, Instant } from '@farthing/core'

/** What becomes of a document. Its body stays as it is: a status is a record beside it. */
export type InvoiceStatus = 'draft' | 'issued' | 'partially_paid' | 'paid' | 'overdue' | 'uncollectible' | 'void' | 'credited'

/**
 * What moves a document on. From `payment` on they carry an amount: the first two settle, then two take back, and a supplementary invoice raises what is payable.
 * `cancel` is a credit note over all of it; it has no amount where nothing of it lowers what is owed.
 */
export type InvoiceCause = 'issue' | 'fall_due' | 'write_off' | 'void' | 'payment' | 'credit_note' | 'refund' | 'chargeback' | 'supplementary_invoice' | 'cancel'

/** One step in the life of a document. Append-only, one behind the other without a gap. */
export interface InvoiceStatusRecord {
  /** Id of the document. */
  readonly document: Hash
  /** 1 for the issue, and one more for each step after it. */
  readonly revision: number
  readonly cause: InvoiceCause
  readonly from: InvoiceStatus
  readonly to: InvoiceStatus
  /** Above 0, in the currency of the document; there for causes that settle, take back or raise. */
  readonly amount?: Decimal
  /** What is settled after this step: from 0 on, and more than is payable where a credit note lowers what was paid. */
  readonly settled: Decimal
  /** What is payable after this step, once supplementary invoices have raised it. */
  readonly payable?: Decimal
  readonly at: Instant
  readonly actor: string
  readonly reason?: string
  /** The payment, credit note, refund or dispute behind it. One of each cause moves a document once. */
  readonly reference?: string
}

/** Where a document stands. */
export interface InvoiceState {
  readonly document: Hash
  readonly status: InvoiceStatus
  /** With what supplementary invoices have raised it by. */
  readonly payable: Decimal
  readonly settled: Decimal
  /** Of it in money: payments less refunds and chargebacks. */
  readonly paid: Decimal
  /** What is owed: `payable` − `settled`, or 0 where more is settled. */
  readonly open: Decimal
  /** What stands to the customer's credit on it: `settled` − `payable`, or 0. A refund takes it back and opens nothing. */
  readonly credit: Decimal
  /** Of the last record; 0 for a draft. */
  readonly revision: number
}
