import { fail } from '@farthing/core'
import type { LedgerEntry } from '@farthing/ledger'

/** Refuses here what the table refuses at COMMIT, so that the failure names its entry. @throws `ledger.entry_invalid`, `ledger.unbalanced` */
export function checkBalanced(entries: readonly LedgerEntry[]): void {
  const sums = new Map<string, bigint>()
  for (const [index, { currency, amountMinor }] of entries.entries()) {
    if (!/^-?[1-9][0-9]{0,37}$/.test(amountMinor)) {
      fail('ledger.entry_invalid', { field: `entries[${index}].amountMinor`, because: `is ${JSON.stringify(amountMinor)}` })
    }
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amountMinor))
  }
  if (entries.length === 0) fail('ledger.unbalanced', { field: 'entries', because: 'are empty' })
  for (const [currency, sum] of sums) {
    if (sum !== 0n) fail('ledger.unbalanced', { field: 'entries', because: `sum to ${sum} minor units of ${currency}`, facts: { currency } })
  }
}
