import { fail } from '@farthing/core'
import type { LedgerEntry } from '@farthing/ledger'

/** @throws `ledger.entry_invalid` naming the entry, or `ledger.unbalanced` naming a currency. */
export function checkBalanced(entries: readonly LedgerEntry[]): void {
  for (const [index, { amountMinor }] of entries.entries()) {
    if (/^-?[1-9][0-9]{0,37}$/.test(amountMinor)) continue
    fail('ledger.entry_invalid', { field: `entries[${index}].amountMinor`, because: `is ${JSON.stringify(amountMinor)}` })
  }
  for (const [currency, sum] of sumByCurrency(entries)) {
    if (sum !== 0n) fail('ledger.unbalanced', { field: 'entries', because: `sum to ${sum} minor units of ${currency}`, facts: { currency } })
  }
}

export function sumByCurrency(entries: readonly LedgerEntry[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { currency, amountMinor } of entries) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amountMinor))
  return sums
}
