import { compareBytes, type Hash, type Instant } from '@farthing/core'
import type { LedgerTransactionKind } from './transaction-kinds.js'

/** What is known of a booking wherever it stands. */
export interface BookedAt {
  readonly bookedAt: Instant
  readonly kind: LedgerTransactionKind
  readonly id: Hash
}

/** Of one instant: what is owed before what settles it, and that before what opens it again or takes it back. */
const places: { readonly [kind in LedgerTransactionKind]: number } = {
  usage_accrued: 0, accrual_reversed: 1,
  opening_balance: 2, invoice_issued: 2, adjustment: 3, revenue_recognised: 4,
  credit_granted: 5, admin_credit: 5, prepayment_received: 5,
  credit_burned: 6, payment_received: 7, payment_applied: 8,
  credit_note_issued: 9, credit_restored: 10,
  refund_sent: 11, refund_settled: 12, refund_failed: 13,
  dispute_opened: 14, dispute_lost: 15, chargeback: 15, chargeback_reversed: 16, dispute_won: 16,
  credit_expired: 17, written_off: 18, fx_converted: 19, fx_revalued: 20,
  reversed: 21,
}

/**
 * Compares two bookings by time. Those of one instant stand in the order in which business goes, and only then by id, which says nothing: so no running
 * balance dips because a payment is read before its invoice. It follows from the records alone, so that every reader has the same order.
 */
export function compareBookings(a: BookedAt, b: BookedAt): number {
  return compareBytes(a.bookedAt, b.bookedAt) || places[a.kind] - places[b.kind] || compareBytes(a.id, b.id)
}
