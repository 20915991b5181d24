import { compareBytes } from '@farthing/core'
import type { LedgerTransaction } from '../ledger-transaction.js'

/** By accounting date, then booking time, then id: the one order that every export of a book has. */
export function inBookOrder(transactions: Iterable<LedgerTransaction>): readonly LedgerTransaction[] {
  return [...transactions].sort(
    (a, b) => compareBytes(a.accountingDate, b.accountingDate) || compareBytes(a.bookedAt, b.bookedAt) || compareBytes(a.id, b.id),
  )
}
