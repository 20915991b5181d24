import { compareBytes, type CurrencyCode } from '@farthing/core'
import { sameLedgerAccount, type LedgerAccount } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'

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
  const sums = new Map<CurrencyCode, bigint>()
  for (const transaction of transactions) {
    for (const entry of transaction.entries) {
      if (!sameLedgerAccount(entry.account, account)) continue
      sums.set(entry.currency, (sums.get(entry.currency) ?? 0n) + BigInt(entry.amountMinor))
    }
  }
  return [...sums]
    .map(([currency, sum]) => ({ currency, amountMinor: sum.toString() }))
    .sort((a, b) => compareBytes(a.currency, b.currency))
}
