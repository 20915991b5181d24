import { compareBytes, type CurrencyCode, type Instant } from '@farthing/core'
import { sameLedgerAccount, type LedgerAccount } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'

/** What is left of a document, grant or payment on an account. */
export interface OpenItem {
  /** Absent for entries that name none. */
  readonly item?: string
  readonly currency: CurrencyCode
  /** Not zero; positive is a debit. */
  readonly amountMinor: string
  /** When it was first posted. */
  readonly openedAt: Instant
}

/**
 * Items of an account that are not settled: Σ of entries by item and currency, without those of zero; by opening time, then item and currency.
 */
export function openItems(transactions: Iterable<LedgerTransaction>, account: LedgerAccount): readonly OpenItem[] {
  const items = new Map<string, { readonly item: string | undefined; readonly currency: CurrencyCode; sum: bigint; openedAt: Instant }>()
  for (const { bookedAt, entries } of transactions) {
    for (const entry of entries) {
      if (!sameLedgerAccount(entry.account, account)) continue
      const { item, currency, amountMinor } = entry
      const key = `${currency}\u0000${item ?? ''}`
      const known = items.get(key) ?? { item, currency, sum: 0n, openedAt: bookedAt }
      known.sum += BigInt(amountMinor)
      if (bookedAt < known.openedAt) known.openedAt = bookedAt
      items.set(key, known)
    }
  }
  return [...items.values()]
    .filter(({ sum }) => sum !== 0n)
    .sort((a, b) => compareBytes(a.openedAt, b.openedAt) || compareBytes(a.item ?? '', b.item ?? '') || compareBytes(a.currency, b.currency))
    .map(({ item, currency, sum, openedAt }) => ({ ...(item !== undefined && { item }), currency, amountMinor: sum.toString(), openedAt }))
}
