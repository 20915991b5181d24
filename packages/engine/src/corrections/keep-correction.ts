import { addAll, isZero, subtract, type Decimal, type Instant, type KnownAt } from '@farthing/core'
import {
  correctionNote, creditDestinations, invoiceState, issueCorrectionNote, nextInvoiceLines, noteIdOf, postCorrection,
  type Correction, type CreditDestinations, type IssuedCreditNote, type IssuedInvoice,
} from '@farthing/ledger'
import type { CorrectionRecord, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { moveDocument } from '../invoices/lifecycle/move-document.js'
import { drawNumber } from '../invoices/numbering/draw-number.js'
import { creditAccount, moveCredits } from './move-credits.js'

export interface KeepCorrection extends Pick<CorrectionRecord, 'proposal' | 'evidence' | 'inputs'> {
  readonly invoice: IssuedInvoice
  /** How many looks there are before this one. */
  readonly looks: number
  readonly correction: Correction | undefined
  /** What a re-rating could see; absent for one by hand. */
  readonly knownAt?: KnownAt
  readonly actor: string
  readonly at: Instant
}

/**
 * Keeps one look at an invoice with all that follows from it, in the caller's transaction: the record, credit that moves, postings, lines for the next invoice, the
 * status of the invoice, and its document, whose number is drawn last.
 */
export async function keepCorrection(context: BillingContext, stores: Stores, input: KeepCorrection): Promise<CorrectionRecord> {
  const { invoice, looks, correction, knownAt, proposal, evidence, inputs, actor, at } = input
  const head = {
    invoice: invoice.id, revision: looks + 1, account: invoice.account, at, actor,
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(proposal === undefined ? {} : { proposal }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(evidence === undefined ? {} : { evidence }),
  }
  const record = correction === undefined ? head : { ...head, ...(await carryOut(context, stores, { invoice, correction, at, knownAt: knownAt ?? invoice.knownAt })) }
  await stores.corrections.append(record)
  return record
}

interface CarryOut {
  readonly invoice: IssuedInvoice
  readonly correction: Correction
  readonly at: Instant
  readonly knownAt: KnownAt
}

async function carryOut(context: BillingContext, stores: Stores, { invoice, correction, at, knownAt }: CarryOut): Promise<Pick<CorrectionRecord, 'correction' | 'note' | 'restorations' | 'destinations'>> {
  const { digest } = context
  const posting = postCorrection(correction, at, { digest })
  if (posting !== undefined) await stores.ledger.put(posting)
  for (const line of nextInvoiceLines(correction)) {
    const { id, label, amount, reason, actor, effectiveAt, taxable } = line
    await stores.adjustments.put({
      kind: 'amount', id, account: invoice.account, currency: invoice.currency, label, amount, reason, actor, effectiveAt, recordedAt: at, needsApproval: false,
      ...(taxable === undefined ? {} : { taxable }),
    })
  }
  const moved = await moveCredits(context, stores, { invoice, correction, at })
  const restored = addAll(moved.paid.map(({ amount }) => amount))
  const draft = correctionNote({ invoice, correction, restored, knownAt }, digest)
  const restorations = [...moved.promotional, ...moved.paid]
  const kept = { correction, ...(restorations.length === 0 ? {} : { restorations }) }
  if (draft === undefined) return kept
  const destinations = draft.kind === 'credit_note' ? await settle(context, stores, { invoice, correction, payable: draft.totals.payable, at }) : undefined
  const number = await drawNumber(context, stores, 'creditNotes', { issuedAt: at, zone: invoice.zone })
  const note: IssuedCreditNote = issueCorrectionNote(draft, { correction, ...number, issuedAt: at }, digest)
  return { ...kept, note, ...(destinations === undefined ? {} : { destinations }) }
}

interface Settle {
  readonly invoice: IssuedInvoice
  readonly correction: Correction
  readonly payable: Decimal
  readonly at: Instant
}

/** Lowers what the invoice owes, and puts the rest where the policy says. A refund is asked for, not made: the provider is not called here. */
async function settle(context: BillingContext, stores: Stores, { invoice, correction, payable, at }: Settle): Promise<CreditDestinations> {
  const { digest } = context
  const history = await stores.documents.statuses(invoice.id)
  const { open } = invoiceState(invoice, history)
  const moved = (causes: readonly string[]) => addAll(history.flatMap(({ cause, amount }) => (causes.includes(cause) ? [amount ?? '0'] : [])))
  const refundable = subtract(moved(['payment']), moved(['refund', 'chargeback']))
  const destinations = creditDestinations({ payable, open, refundable, destination: correction.policy.destination })
  const reference = noteIdOf(correction, digest)
  if (!isZero(destinations.offset) && history.length > 0) {
    await moveDocument(stores, invoice, { cause: 'credit_note', amount: destinations.offset, at, actor: correction.actor, reference }, digest)
  }
  if (!isZero(destinations.accountCredit)) await creditAccount(context, stores, { invoice, note: reference, amount: destinations.accountCredit, at })
  return destinations
}
