import { add, checkText, describeValue, fail, isZero, type CurrencyCode, type Decimal, type Hash, type Instant } from '@farthing/core'

/** What an account of the book is for. Debits increase `receivable`; credits increase `revenue`. */
export type LedgerRole = 'receivable' | 'revenue' | 'tax_payable' | 'rounding'

/** Identity of an account of the book: role, party and routing. An absent part is part of the identity. */
export interface LedgerAccount {
  readonly role: LedgerRole
  /** Billing account, where the role is kept per account. */
  readonly account?: string
  /** Product, jurisdiction or provider, where the role is split by one. */
  readonly routing?: string
}

/** One side of a transaction. Positive is a debit, negative a credit. */
export interface LedgerEntry {
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
  /** Integer minor units as text, never zero. */
  readonly amountMinor: string
}

/** What a transaction is made for. */
export type LedgerTransactionKind = 'invoice_issued'

/** A balanced group: entries sum to zero per currency. Append-only; a correction mirrors recorded entries. */
export interface LedgerTransaction {
  readonly id: Hash
  readonly tenant: string
  readonly kind: LedgerTransactionKind
  /** The document or command that caused it. */
  readonly reference: string
  readonly bookedAt: Instant
  readonly entries: readonly LedgerEntry[]
}

const roles: { readonly [role in LedgerRole]: true } = { receivable: true, revenue: true, tax_payable: true, rounding: true }
const wholeNumber = /^-?[1-9][0-9]{0,37}$/
const maxEntries = 100_000

/**
 * The only way to make a ledger transaction: what it returns is balanced.
 *
 * From 2 to 100,000 entries, amounts of at most 38 digits; the order of entries is kept.
 *
 * @throws `ledger.entry_invalid` naming the entry, for an unknown role or an amount that is zero or not whole;
 *   `ledger.unbalanced` with the difference, for a currency whose entries do not sum to zero, and for a transaction without entries.
 */
export function ledgerTransaction(transaction: LedgerTransaction): LedgerTransaction {
  const { entries } = transaction
  if (entries.length === 0) fail('ledger.unbalanced', { field: 'entries', because: 'are empty' })
  if (entries.length > maxEntries) {
    fail('ledger.entry_invalid', { field: 'entries', because: `are ${entries.length}, more than ${maxEntries}`, facts: { maxEntries } })
  }
  const sums = new Map<CurrencyCode, Decimal>()
  entries.forEach((entry, index) => {
    const amount = checkEntry(entry, `entries[${index}]`)
    sums.set(entry.currency, add(sums.get(entry.currency) ?? '0', amount))
  })
  for (const [currency, difference] of sums) {
    if (!isZero(difference)) {
      fail('ledger.unbalanced', { field: 'entries', because: `sum to ${difference} minor units of ${currency}`, facts: { currency, difference } })
    }
  }
  return transaction
}

function checkEntry(entry: LedgerEntry, field: string): Decimal {
  if (!Object.hasOwn(roles, entry.account.role)) {
    fail('ledger.entry_invalid', { field: `${field}.account.role`, because: `is ${describeValue(entry.account.role)}` })
  }
  checkText(entry.currency, { field: `${field}.currency` })
  if (!wholeNumber.test(entry.amountMinor)) {
    fail('ledger.entry_invalid', { field: `${field}.amountMinor`, because: `is ${describeValue(entry.amountMinor)}` })
  }
  return entry.amountMinor as Decimal
}
