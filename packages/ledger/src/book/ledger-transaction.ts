import type { CurrencyCode, Hash, Instant } from '@farthing/core'

/** Identity of an account of the book: role, party and routing. */
export interface LedgerAccount {
  /** `receivable`, `revenue`, `tax_payable`, `rounding` … */
  readonly role: LedgerRole
  /** Billing account, where the role is kept per account. */
  readonly account?: string
  /** Product, jurisdiction or provider, where the role is split by one. */
  readonly routing?: string
}

export type LedgerRole = 'receivable' | 'revenue' | 'tax_payable' | 'rounding'

/** One side of a transaction. Positive is a debit, negative a credit. */
export interface LedgerEntry {
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
  /** Integer minor units as text, never zero. */
  readonly amountMinor: string
}

/** A balanced group: entries sum to zero per currency. Append-only; a correction mirrors recorded entries. */
export interface LedgerTransaction {
  readonly id: Hash
  readonly tenant: string
  readonly kind: 'invoice_issued'
  /** The document or command that caused it. */
  readonly reference: string
  readonly bookedAt: Instant
  readonly entries: readonly LedgerEntry[]
}
