import { checkJson, compareBytes, hashContent, parseInstant, type Instant, type TenantId } from '@farthing/core'
import type { RatingOptions } from '@farthing/pricing'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { sessionState } from '../payments/sessions/session-state.js'
import type { Mismatch, MismatchKind, ReconciliationRun } from './mismatch.js'
import { reconcileItems } from './reconcile-items.js'
import { reconcileLines } from './reconcile-lines.js'
import { reconcilePayments, type PaymentRecords } from './reconcile-payments.js'
import { reconcilePostings } from './reconcile-postings.js'
import { reconcileUsage, type RatedRecords } from './reconcile-usage.js'

/** Everything of one tenant and a closed stretch of time, each record once. */
export interface ReconciliationInput extends RatedRecords, PaymentRecords {
  readonly tenant: TenantId
  readonly at: Instant
  readonly documents: readonly IssuedInvoice[]
  readonly transactions: readonly LedgerTransaction[]
}

const order: { readonly [kind in MismatchKind]: number } = {
  usage_unrated: 0,
  charge_missing: 1,
  charge_of_other_usage: 2,
  charge_differs: 3,
  charge_without_usage: 4,
  charge_unbilled: 5,
  line_without_charge: 6,
  line_differs: 7,
  charge_billed_twice: 8,
  document_inconsistent: 9,
  document_unposted: 10,
  posting_differs: 11,
  posting_without_document: 12,
  payment_unposted: 13,
  payment_differs: 14,
  posting_without_payment: 15,
  refund_unposted: 16,
  posting_without_refund: 17,
  dispute_unposted: 18,
  posting_without_dispute: 19,
  item_unknown: 20,
}

/**
 * Holds usage, charges, documents, the book and payments against each other, record by record: sums that agree hide nothing, because two errors that
 * cancel out are two records that do not fit.
 *
 * Changes nothing. The same records give the same run, in whatever order they come; reversed transactions are judged with their reversals by the book,
 * and not here.
 *
 * @throws `time.*`; what `rate` throws for ratings that are none
 */
export function reconcile(input: ReconciliationInput, options: RatingOptions = {}): ReconciliationRun {
  const { digest } = options
  const { tenant, usage, charges, documents, transactions, sessions, refunds, disputes } = input
  const at = parseInstant(input.at, { field: 'at' })
  const book = new Map(transactions.map((transaction) => [transaction.id, transaction]))
  const found: readonly Mismatch[] = [
    ...reconcileUsage(input, options),
    ...reconcileLines(charges, documents),
    ...reconcilePostings(documents, book, digest),
    ...reconcilePayments(input, book, { at, digest }),
    ...reconcileItems(documents, transactions),
  ]
  const mismatches = [...found].sort((a, b) => order[a.kind] - order[b.kind] || compareBytes(a.subject, b.subject) || compareBytes(a.because, b.because))
  const checked = {
    usage: usage.length,
    charges: charges.length,
    lines: documents.reduce((count, { lines }) => count + lines.length, 0),
    transactions: transactions.length,
    settlements: sessions.reduce((count, session) => count + sessionState(session, at).settlements.length, 0),
    refunds: refunds.length,
    disputes: disputes.length,
  }
  return { id: hashContent('reconciliation/1', [tenant, at, checked, checkJson(mismatches, 'mismatches')], digest), tenant, at, checked, mismatches }
}
