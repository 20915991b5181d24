import { parseInstant, type Instant, type TenantId } from '@farthing/core'
import { ratedCharges, type RatingOptions } from '@farthing/pricing'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { BookedGrant } from '../credits/credit-journal.js'
import { selectCharges } from '../invoices/grouping/select-charges.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { sessionState } from '../payments/sessions/session-state.js'
import { withHistories, type DocumentHistory } from './document-history.js'
import type { Mismatch, ReconciliationRun } from './mismatch.js'
import { reconcileAccruals, type RunRecord } from './reconcile-accruals.js'
import { reconcileCredits } from './reconcile-credits.js'
import { reconcileItems } from './reconcile-items.js'
import { reconcileLines } from './reconcile-lines.js'
import { reconcilePayments, type PaymentRecords } from './reconcile-payments.js'
import { indexBook, reconcilePostings } from './reconcile-postings.js'
import { reconcileUsage, type RatedRecords } from './reconcile-usage.js'
import { reconcileVoid } from './reconcile-void.js'
import { reconciliationRun } from './reconciliation-run.js'

/** Everything of one tenant, or of one of its accounts, each record once. */
export interface ReconciliationInput extends RatedRecords, PaymentRecords {
  readonly tenant: TenantId
  readonly at: Instant
  readonly documents: readonly IssuedInvoice[]
  /** Of documents that were corrected or made void; one without is as it was issued. */
  readonly histories?: readonly DocumentHistory[]
  /** Rating runs that accruals may name; accruals are left alone unless given. */
  readonly runs?: readonly RunRecord[]
  /** Every grant with the head of its journal; credit is left alone unless given. */
  readonly grants?: readonly BookedGrant[]
  readonly transactions: readonly LedgerTransaction[]
}

/**
 * Holds usage, charges, documents, the book and payments against each other, record by record: sums that agree hide nothing, because two errors that
 * cancel out are two records that do not fit.
 *
 * Changes nothing. The same records give the same run, in whatever order they come, `rated` aside.
 *
 * @throws `time.*`; what `rate` throws for ratings that are none
 */
export function reconcile(input: ReconciliationInput, options: RatingOptions = {}): ReconciliationRun {
  const { digest } = options
  const { tenant, usage, charges, transactions, sessions, refunds, disputes } = input
  const at = parseInstant(input.at, { field: 'at' })
  const book = indexBook(transactions)
  const ratings = input.rated.map((each) => ({ ...each, charges: ratedCharges(each, options) }))
  const given = ratings.flatMap(({ on, charges: all }) => (on === undefined ? all : selectCharges(all, on)))
  const ratingKeys = new Set(ratings.flatMap(({ charges: all }) => all.map(({ ratingKey }) => ratingKey)))
  const documents = withHistories(input.documents, input.histories)
  const mismatches: readonly Mismatch[] = [
    ...reconcileUsage({ ...input, given, ratingKeys }, options),
    ...reconcileLines({ charges, given }, documents),
    ...reconcilePostings(documents, book, digest),
    ...reconcileVoid(documents, transactions),
    ...(input.runs === undefined ? [] : reconcileAccruals(input.runs, input.documents, transactions)),
    ...reconcilePayments(input, book.byId, { at, digest }),
    ...reconcileItems(input.documents, transactions),
    ...(input.grants === undefined ? [] : reconcileCredits(input.grants, transactions)),
  ]
  const checked = {
    usage: usage.length,
    charges: charges.length,
    lines: input.documents.reduce((count, { lines }) => count + lines.length, 0),
    corrections: documents.reduce((count, { history }) => count + (history.corrections?.length ?? 0), 0),
    transactions: transactions.length,
    settlements: sessions.reduce((count, session) => count + sessionState(session, at).settlements.length, 0),
    refunds: refunds.length,
    disputes: disputes.length,
  }
  return reconciliationRun({ tenant, at, parts: [{ checked, mismatches }] }, digest)
}
