import type { LedgerEntry } from './ledger-entry.js'
import { negateMinor } from './minor-amount.js'

/** Every entry on its other side, in the same order: together with the original it is zero on every account and item. */
export function mirrorEntries(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return entries.map((entry) => ({ ...entry, amountMinor: negateMinor(entry.amountMinor) }))
}
