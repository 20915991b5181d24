import { addAll, type Instant, type KnownAt } from '@farthing/core'
import { correctionNote, issueCorrectionNote, nextInvoiceLines, noteIssued, postCorrection, type Correction, type IssuedCreditNote, type IssuedInvoice } from '@farthing/ledger'
import type { CorrectionRecord, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { drawNumber } from '../invoices/numbering/draw-number.js'
import { tell } from '../outbox/tell.js'
import { moveCredits } from './move-credits.js'
import { owedOn, settleNote } from './settle-note.js'

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
 * status of the invoice, and its document, whose number is drawn last, with the message about it.
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
  const owed = await owedOn(stores, invoice)
  const posting = postCorrection(correction, at, { digest })
  if (posting !== undefined) await stores.ledger.put(posting)
  for (const line of nextInvoiceLines(correction, invoice.lines, digest)) {
    await stores.adjustments.put({ kind: 'amount', ...line, account: invoice.account, currency: invoice.currency, recordedAt: at, needsApproval: false })
  }
  const moved = await moveCredits(context, stores, { invoice, correction, at })
  const restored = addAll(moved.paid.map(({ amount }) => amount))
  const draft = correctionNote({ invoice, correction, restored, knownAt }, digest)
  const restorations = [...moved.promotional, ...moved.paid]
  const kept = { correction, ...(restorations.length === 0 ? {} : { restorations }) }
  const destinations = await settleNote(context, stores, { invoice, correction, draft, owed, at })
  if (draft === undefined) return kept
  const number = await drawNumber(context, stores, draft.kind === 'credit_note' ? 'creditNotes' : 'supplementaryInvoices', { issuedAt: at, zone: invoice.zone })
  const note: IssuedCreditNote = issueCorrectionNote(draft, { correction, ...number, issuedAt: at }, digest)
  await tell(stores, noteIssued(note, destinations, digest))
  return { ...kept, note, ...(destinations === undefined ? {} : { destinations }) }
}
