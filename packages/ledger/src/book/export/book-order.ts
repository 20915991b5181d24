import { compareBytes } from '@farthing/core'
import { compareBookings } from '../booking-order.js'
import type { LedgerTransaction } from '../ledger-transaction.js'

/** By accounting date, then as `compareBookings` says: the one order that every export of a book has. */
export function inBookOrder(transactions: Iterable<LedgerTransaction>): readonly LedgerTransaction[] {
  return [...transactions].sort((a, b) => compareBytes(a.accountingDate, b.accountingDate) || compareBookings(a, b))
}
