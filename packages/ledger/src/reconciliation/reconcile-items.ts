import { fromMinorUnits } from '@farthing/core'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import type { Mismatch } from './mismatch.js'

/**
 * Payments against documents: whatever settles a receivable names a document that exists, or an item that the book itself opened, such as a manual charge.
 */
export function reconcileItems(documents: readonly IssuedInvoice[], transactions: readonly LedgerTransaction[]): readonly Mismatch[] {
  const known = new Set<string | undefined>(documents.map(({ id }) => id))
  for (const { kind, entries } of transactions) if (kind === 'adjustment' || kind === 'opening_balance') for (const { item } of entries) known.add(item)
  return transactions.flatMap(({ id, kind, entries }) =>
    entries
      .filter(({ account, item }) => account.role === 'receivable' && kind !== 'invoice_issued' && !known.has(item))
      .map(({ item, currency, amountMinor }): Mismatch => ({ kind: 'item_unknown', subject: id, ...fromMinorUnits(amountMinor, currency), because: `settles ${item ?? 'nothing'}, which is no document` })),
  )
}
