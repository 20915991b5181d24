import { add, compareBytes, type CurrencyCode, type Decimal } from '@farthing/core'
import type { LedgerAccount, LedgerTransaction } from './ledger-transaction.js'

export interface LedgerBalance {
  readonly currency: CurrencyCode
  /** Σ of entries in minor units: positive is a debit balance. */
  readonly amountMinor: string
}

/**
 * The balance of one account of the book: a fold over its entries, never a stored figure.
 *
 * One row for each currency that was ever posted, `"0"` included, ordered by currency code; no rows for an account without entries.
 * The result does not depend on the order of transactions. `O(entries)`.
 */
export function balanceOf(transactions: Iterable<LedgerTransaction>, account: LedgerAccount): readonly LedgerBalance[] {
  const sums = new Map<CurrencyCode, Decimal>()
  for (const transaction of transactions) {
    for (const entry of transaction.entries) {
      if (!sameLedgerAccount(entry.account, account)) continue
      sums.set(entry.currency, add(sums.get(entry.currency) ?? '0', entry.amountMinor as Decimal))
    }
  }
  return [...sums]
    .map(([currency, amountMinor]) => ({ currency, amountMinor }))
    .sort((a, b) => compareBytes(a.currency, b.currency))
}

/** True when role, billing account and routing are the same; an absent part equals only an absent part. */
export function sameLedgerAccount(a: LedgerAccount, b: LedgerAccount): boolean {
  return a.role === b.role && a.account === b.account && a.routing === b.routing
}
