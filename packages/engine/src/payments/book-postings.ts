import { compare, fromMinorUnits, isZero, subtract, type Digest, type Instant } from '@farthing/core'
import { invoiceMoves, invoiceState, ledgerTransaction, openDayFrom, type BookPeriods, type InvoiceCause, type InvoiceMove, type LedgerTransaction, type LedgerTransactionKind } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { moveDocument } from '../invoices/lifecycle/move-document.js'

/** What a posting means for the documents whose receivable it moves. */
const causes: { readonly [kind in LedgerTransactionKind]?: InvoiceCause } = {
  payment_received: 'payment',
  payment_applied: 'payment',
  refund_sent: 'refund',
  refund_failed: 'payment',
  dispute_lost: 'chargeback',
  chargeback: 'chargeback',
  chargeback_reversed: 'payment',
}

/** Payments of money that was taken back before. */
const returns: readonly LedgerTransactionKind[] = ['refund_failed', 'chargeback_reversed']

type Moved = Pick<InvoiceMove, 'cause' | 'at'> & { readonly isReturn: boolean }

/**
 * Books the postings that are not in the book yet, and takes the documents that they settle or open again to their next status.
 *
 * For whoever has the lock of the account. What is there already is left as it is: a thing's postings may be given all again after each of its steps. What
 * a provider dates on a day whose books are closed is booked on the first open day; `bookedAt` still says when it happened.
 */
export async function bookPostings(context: BillingContext, stores: Stores, postings: readonly LedgerTransaction[], now: Instant): Promise<void> {
  const missing: LedgerTransaction[] = []
  for (const posting of postings) if ((await stores.ledger.get(posting.id)) === undefined) missing.push(posting)
  const periods = missing.length === 0 ? {} : await stores.bookPeriods.current()
  for (const posting of missing) {
    await stores.ledger.put(onOpenDay(posting, periods, context.digest))
    const cause = causes[posting.kind]
    if (cause !== undefined) await moveDocuments(context, stores, posting, { cause, at: now, isReturn: returns.includes(posting.kind) })
  }
}

/**
 * Takes the documents of a posting that was reversed by hand to their next status: what it had settled is open again, and the other way round. A posting
 * that is none of a payment moves no document.
 */
export async function followReversal(context: BillingContext, stores: Stores, { recorded, reversal }: { readonly recorded: LedgerTransaction; readonly reversal: LedgerTransaction }): Promise<void> {
  const cause = causes[recorded.kind]
  if (cause !== undefined) await moveDocuments(context, stores, reversal, { cause: cause === 'payment' ? 'refund' : 'payment', at: reversal.bookedAt, isReturn: cause !== 'payment' })
}

function onOpenDay(posting: LedgerTransaction, periods: BookPeriods, digest: Digest): LedgerTransaction {
  const accountingDate = openDayFrom(periods, posting.accountingDate)
  return accountingDate === posting.accountingDate ? posting : ledgerTransaction({ ...posting, accountingDate }, { digest })
}

async function moveDocuments(context: BillingContext, stores: Stores, { entries, key, actor }: LedgerTransaction, move: Moved): Promise<void> {
  for (const { account, item, currency, amountMinor } of entries) {
    if (account.role !== 'receivable' || item === undefined) continue
    const { amount } = fromMinorUnits(amountMinor.replace(/^-/, ''), currency)
    await moveBy(context, stores, item, { ...move, actor, amount, reference: key })
  }
}

/**
 * An item that is no document has no status. What an adjustment has added to a document is no part of what is payable on it, so a payment of all that is
 * open may be more than the status counts. What comes back after a refund may be more than is open: it was credited.
 */
async function moveBy({ digest }: BillingContext, stores: Stores, id: string, { isReturn, ...move }: Moved & InvoiceMove & Required<Pick<InvoiceMove, 'amount'>>): Promise<void> {
  const document = await stores.documents.get(id)
  if (document === undefined) return
  const { status, open, settled, payable, paid } = invoiceState(document, await stores.documents.statuses(id))
  if (invoiceMoves[status][move.cause] === undefined) return
  const most = move.cause !== 'payment' ? settled : isReturn ? subtract(payable, paid) : open
  const amount = compare(move.amount, most) < 0 ? move.amount : most
  if (!isZero(amount)) await moveDocument(stores, document, { ...move, amount }, digest)
}
