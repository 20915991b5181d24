import type { Decimal, Hash, Instant } from '@farthing/core'

/** What becomes of a document. Its body stays as it is: a status is a record beside it. */
export type InvoiceStatus = 'draft' | 'issued' | 'partially_paid' | 'paid' | 'overdue' | 'uncollectible' | 'void'

/** What moves a document on. The last four carry an amount: the first two of them settle, the last two take back. */
export type InvoiceCause = 'issue' | 'fall_due' | 'write_off' | 'void' | 'payment' | 'credit_note' | 'refund' | 'chargeback'

/** One step in the life of a document. Append-only, one behind the other without a gap. */
export interface InvoiceStatusRecord {
  /** Id of the document. */
  readonly document: Hash
  /** 1 for the issue, and one more for each step after it. */
  readonly revision: number
  readonly cause: InvoiceCause
  readonly from: InvoiceStatus
  readonly to: InvoiceStatus
  /** Above 0, in the currency of the document; there for causes that settle or take back. */
  readonly amount?: Decimal
  /** What is settled after this step: 0 to what is payable. */
  readonly settled: Decimal
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
  readonly payable: Decimal
  readonly settled: Decimal
  /** `payable` − `settled`. */
  readonly open: Decimal
  /** Of the last record; 0 for a draft. */
  readonly revision: number
}
