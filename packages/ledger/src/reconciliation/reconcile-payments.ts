import { compareMoney, fromMinorUnits, subtractMoney, type Digest, type Hash, type Instant, type Money } from '@farthing/core'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import { ledgerTransactionId } from '../book/ledger-transaction.js'
import { paymentPostingKey } from '../book/postings/payment-posting-key.js'
import type { Dispute } from '../payments/disputes/dispute.js'
import { disputeTransactions } from '../payments/disputes/dispute-transactions.js'
import type { Refund } from '../payments/refunds/refund.js'
import { refundTransactions } from '../payments/refunds/refund-transactions.js'
import type { PaymentSession } from '../payments/sessions/payment-session.js'
import { sessionState, type Settlement } from '../payments/sessions/session-state.js'
import type { Mismatch, MismatchKind } from './mismatch.js'
import { volumeOf } from './reconcile-postings.js'

export interface PaymentRecords {
  readonly sessions: readonly PaymentSession[]
  readonly refunds: readonly Refund[]
  readonly disputes: readonly Dispute[]
}

type Book = ReadonlyMap<Hash, LedgerTransaction>

/** Payments, refunds and disputes against the book: each has its postings with its amount, and no posting is without its record. */
export function reconcilePayments({ sessions, refunds, disputes }: PaymentRecords, book: Book, { at, digest }: { readonly at: Instant; readonly digest?: Digest | undefined }): readonly Mismatch[] {
  const options = digest === undefined ? {} : { digest }
  const settled = new Map<Hash, Settlement>()
  for (const session of sessions) {
    for (const settlement of sessionState(session, at).settlements) {
      const key = paymentPostingKey({ provider: session.provider, payment: settlement.payment }, digest)
      settled.set(ledgerTransactionId({ tenant: session.tenant, kind: 'payment_received', key }, digest), settlement)
    }
  }
  const ofRefunds = new Map(refunds.flatMap((refund) => refundTransactions(refund, options).map((posting) => [posting.id, posting] as const)))
  const ofDisputes = new Map(disputes.flatMap((dispute) => disputeTransactions(dispute, options).map((posting) => [posting.id, posting] as const)))
  return [
    ...reconcileSettlements(settled, book),
    ...missing('refund_unposted', ofRefunds, book),
    ...missing('dispute_unposted', ofDisputes, book),
    ...withoutRecord('posting_without_payment', ['payment_received'], settled, book),
    ...withoutRecord('posting_without_refund', ['refund_sent', 'refund_settled', 'refund_failed'], ofRefunds, book),
    ...withoutRecord('posting_without_dispute', ['dispute_opened', 'dispute_won', 'dispute_lost', 'chargeback', 'chargeback_reversed'], ofDisputes, book),
  ]
}

function reconcileSettlements(settled: ReadonlyMap<Hash, Settlement>, book: Book): readonly Mismatch[] {
  return [...settled].flatMap(([id, { payment, amount }]): readonly Mismatch[] => {
    const recorded = book.get(id)
    if (recorded === undefined) return [{ kind: 'payment_unposted', subject: payment, ...amount, because: 'settled and is not in the book' }]
    const booked = cashOf(recorded, amount.currency)
    if (compareMoney(booked, amount) === 0) return []
    return [{ kind: 'payment_differs', subject: payment, ...subtractMoney(booked, amount), because: `settled with ${amount.amount} and is booked with ${booked.amount}` }]
  })
}

function cashOf({ entries }: LedgerTransaction, currency: string): Money {
  let sum = 0n
  for (const entry of entries) if (entry.account.role === 'cash' && entry.currency === currency) sum += BigInt(entry.amountMinor)
  return fromMinorUnits(sum.toString(), currency)
}

function missing(kind: MismatchKind, expected: ReadonlyMap<Hash, LedgerTransaction>, book: Book): readonly Mismatch[] {
  return [...expected.values()]
    .filter(({ id }) => !book.has(id))
    .map((posting) => ({ kind, subject: posting.reference, ...volumeOf(posting), because: `has no posting ${posting.kind}` }))
}

function withoutRecord(kind: MismatchKind, kinds: readonly LedgerTransaction['kind'][], expected: ReadonlyMap<Hash, unknown>, book: Book): readonly Mismatch[] {
  return [...book.values()]
    .filter((transaction) => kinds.includes(transaction.kind) && !expected.has(transaction.id))
    .map((transaction) => ({ kind, subject: transaction.id, ...volumeOf(transaction), because: `posts ${transaction.kind} of ${transaction.reference}, which nothing says` }))
}
