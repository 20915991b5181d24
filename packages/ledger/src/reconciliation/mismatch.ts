import type { CurrencyCode, Exact, Hash, Instant, TenantId } from '@farthing/core'

/** What can be wrong between two records that belong together. */
export type MismatchKind =
  // usage and charges
  | 'usage_unrated'
  | 'charge_missing'
  | 'charge_of_other_usage'
  | 'charge_differs'
  | 'charge_without_usage'
  // charges and documents
  | 'charge_unbilled'
  | 'line_without_charge'
  | 'line_differs'
  | 'charge_billed_twice'
  // documents and the book
  | 'document_inconsistent'
  | 'document_unposted'
  | 'correction_unposted'
  | 'posting_differs'
  | 'posting_reversed'
  | 'void_posted'
  | 'void_open'
  | 'posting_without_document'
  // rating runs and the book
  | 'accrual_open'
  | 'accrual_without_run'
  // payments and the book
  | 'payment_unposted'
  | 'payment_differs'
  | 'posting_without_payment'
  | 'refund_unposted'
  | 'posting_without_refund'
  | 'dispute_unposted'
  | 'posting_without_dispute'
  | 'item_unknown'
  // paid credit and the book
  | 'credit_differs'
  | 'credit_unknown'

/** One record that has no counterpart, or another one than it should. */
export interface Mismatch {
  readonly kind: MismatchKind
  /** What the record is known by: a charge key, a document, a payment, a transaction. */
  readonly subject: string
  /** How much it is about: in the currency, or in units of the meter where there is none. */
  readonly amount: Exact
  readonly currency?: CurrencyCode
  readonly because: string
}

/** A run, as it is stored. What it says of an account is of one moment; accounts are looked at one after the other. */
export interface ReconciliationRun {
  /** Derived from tenant, time and result. */
  readonly id: Hash
  readonly tenant: TenantId
  readonly at: Instant
  /** How many records of each sort were looked at. */
  readonly checked: {
    readonly usage: number
    readonly charges: number
    readonly lines: number
    readonly corrections: number
    readonly transactions: number
    readonly settlements: number
    readonly refunds: number
    readonly disputes: number
  }
  /** By kind, in the order of the flow, then subject. Empty when all agrees. */
  readonly mismatches: readonly Mismatch[]
}
