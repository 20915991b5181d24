import { add, addAll, fromMinorUnits, isZero, largest, subtract, type Decimal, type Instant } from '@farthing/core'
import { creditDestinations, invoiceState, noteIdOf, type Correction, type CreditDestinations, type DraftCreditNote, type InvoiceStatusRecord, type IssuedInvoice } from '@farthing/ledger'
import type { CorrectionRecord, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { moveDocument } from '../invoices/lifecycle/move-document.js'
import { bookOf } from '../ledger/account-book.js'
import { creditAccount } from './move-credits.js'

export interface SettleNote {
  readonly invoice: IssuedInvoice
  readonly correction: Correction
  /** The document of the correction; a cancelled invoice of zero has none. */
  readonly draft: DraftCreditNote | undefined
  /** What the invoice owed before, see {@link owedOn}. */
  readonly owed: Decimal
  readonly at: Instant
}

/**
 * Moves the invoice by the document of a correction, which is posted already. A supplementary invoice raises what is payable of it. A credit note lowers what is owed first; the
 * rest goes where the policy says, and no more than was paid and is not to be refunded yet is refunded. A refund is asked for, not made: the provider is not called here.
 */
export async function settleNote(context: BillingContext, stores: Stores, settle: SettleNote): Promise<CreditDestinations | undefined> {
  const { invoice, correction, draft, owed, at } = settle
  const history = await stores.documents.statuses(invoice.id)
  const step = { at, actor: correction.actor, reference: noteIdOf(correction, context.digest) }
  const move = async (cause: 'supplementary_invoice' | 'credit_note' | 'cancel', amount: Decimal): Promise<void> => {
    if (history.length === 0 || (isZero(amount) && cause !== 'cancel')) return
    await moveDocument(stores, invoice, { ...step, cause, ...(isZero(amount) ? {} : { amount }) }, context.digest)
  }
  if (draft?.kind === 'supplementary_invoice') await move('supplementary_invoice', draft.totals.payable)
  if (draft?.kind !== 'credit_note') {
    if (correction.kind === 'void') await move('cancel', '0')
    return undefined
  }
  const { payable } = draft.totals
  const promised = toRefund(history, await stores.corrections.records(invoice.id))
  const refundable = largest('0', subtract(invoiceState(invoice, history).paid, promised))
  const destinations = creditDestinations({ payable, open: add(owed, promised), refundable, destination: correction.policy.destination })
  await move(correction.kind === 'void' ? 'cancel' : 'credit_note', subtract(payable, destinations.accountCredit))
  if (!isZero(destinations.accountCredit)) await creditAccount(context, stores, { invoice, note: step.reference, amount: destinations.accountCredit, at })
  return destinations
}

/** What the book has open of an invoice, as if nothing of it had been written off: below 0 where credit stands on it. */
export async function owedOn(stores: Stores, { id, account, currency }: IssuedInvoice): Promise<Decimal> {
  const all = await bookOf(stores, account)
  const writeOffs = new Set<string>(all.flatMap(({ id: transaction, kind }) => (kind === 'written_off' ? [transaction] : [])))
  const book = all.filter(({ id: transaction, corrects = '' }) => !writeOffs.has(transaction) && !writeOffs.has(corrects))
  const entries = book.flatMap((each) => each.entries.filter((entry) => entry.account.role === 'receivable' && entry.item === id && entry.currency === currency))
  return addAll(entries.map(({ amountMinor }) => fromMinorUnits(amountMinor, currency).amount))
}

/** What earlier credit notes asked to refund, less what was refunded since. */
function toRefund(history: readonly InvoiceStatusRecord[], records: readonly CorrectionRecord[]): Decimal {
  const asked = new Map(records.flatMap(({ note, destinations }) => (note === undefined || destinations === undefined ? [] : [[note.id, destinations.refund] as const])))
  let left: Decimal = '0'
  for (const { cause, reference = '', amount = '0' } of history) {
    if (cause === 'credit_note' || cause === 'cancel') left = add(left, asked.get(reference) ?? '0')
    if (cause === 'refund') left = largest('0', subtract(left, amount))
  }
  return left
}
