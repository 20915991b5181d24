import { compare, isZero, fromMinorUnits, type Instant } from '@farthing/core'
import { invoiceMoves, invoiceState, type InvoiceCause, type InvoiceMove, type LedgerTransaction, type LedgerTransactionKind } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
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

/**
 * Books the postings that are not in the book yet, and takes the documents that they settle or open again to their next status.
 *
 * For whoever has the lock of the account. What is there already is left as it is: a thing's postings may be given all again after each of its steps.
 */
export async function bookPostings(stores: Stores, postings: readonly LedgerTransaction[], now: Instant): Promise<void> {
  for (const posting of postings) {
    if ((await stores.ledger.get(posting.id)) !== undefined) continue
    await stores.ledger.put(posting)
    const cause = causes[posting.kind]
    if (cause !== undefined) await moveDocuments(stores, posting, { cause, at: now })
  }
}

async function moveDocuments(stores: Stores, { entries, key, actor }: LedgerTransaction, { cause, at }: Pick<InvoiceMove, 'cause' | 'at'>): Promise<void> {
  for (const { account, item, currency, amountMinor } of entries) {
    if (account.role !== 'receivable' || item === undefined) continue
    const moved = fromMinorUnits(amountMinor.replace(/^-/, ''), currency).amount
    await moveItem(stores, item, { cause, at, actor, amount: moved, reference: key })
  }
}

/**
 * An item that is no document has no status. What an adjustment has added to a document is no part of what is payable on it, so a payment of all that is
 * open may be more than the status counts.
 */
async function moveItem(stores: Stores, id: string, move: InvoiceMove & Required<Pick<InvoiceMove, 'amount'>>): Promise<void> {
  const document = await stores.documents.get(id)
  if (document === undefined) return
  const history = await stores.documents.statuses(id)
  const { status, open, settled } = invoiceState(document, history)
  if (invoiceMoves[status][move.cause] === undefined) return
  const most = move.cause === 'payment' ? open : settled
  const amount = compare(move.amount, most) < 0 ? move.amount : most
  if (isZero(amount)) return
  await moveDocument(stores, document, { ...move, amount })
}
