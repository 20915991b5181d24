import { add, checkText, compare, describeValue, fail, isZero, parseDecimal, parseInstant, signOf, subtract, type Decimal, type Instant } from '@farthing/core'
import { invoiceMoves } from './invoice-moves.js'
import { invoiceState, type MovedDocument } from './invoice-state.js'
import type { InvoiceCause, InvoiceState, InvoiceStatus, InvoiceStatusRecord } from './invoice-status.js'

/** What happened to a document. */
export interface InvoiceMove {
  readonly cause: InvoiceCause
  /**
   * Needed to settle, to take back and to raise, refused otherwise: above 0. No more is paid than is payable, and no more taken back than is settled. A credit note may
   * come to more than is open: the rest stands to the customer's credit.
   */
  readonly amount?: Decimal
  readonly at: Instant
  readonly actor: string
  /** Needed to void and to write off. */
  readonly reason?: string
  readonly reference?: string
}

/** What a cause does to what is settled. */
const effects: { readonly [cause in InvoiceCause]: 'pays' | 'credits' | 'takes_back' | 'raises' | 'none' } = {
  issue: 'none', fall_due: 'none', write_off: 'none', void: 'none', payment: 'pays', credit_note: 'credits', refund: 'takes_back', chargeback: 'takes_back', supplementary_invoice: 'raises',
  cancel: 'credits',
}

/**
 * The record of a move: which status follows, and what is settled then. Nothing is stored here.
 *
 * The same cause with the same reference and amount again gives the record that is there; whatever order payments come in, what is settled is their sum.
 *
 * @throws `invoice.transition` for a move that is not in `invoiceMoves`, more than is payable or settled, an amount or a reason too many or too few, a second
 *   use of a reference, a time before that of the last record, and voiding what is partly paid
 */
export function moveInvoice(document: MovedDocument, history: readonly InvoiceStatusRecord[], move: InvoiceMove): InvoiceStatusRecord {
  const state = invoiceState(document, history)
  const repeated = repeatedIn(history, move)
  if (repeated !== undefined) return repeated
  const { cause, reason, reference } = move
  const targets = invoiceMoves[state.status][cause]
  if (targets === undefined) refuse('cause', `is ${cause}, and a document that is ${state.status} does not move by it`, { status: state.status, cause })
  const amount = amountOf(move, state)
  const { payable, settled } = after(state, cause, amount)
  const to = targetOf(targets, { payable, settled })
  if (to === 'void' && !isZero(settled)) refuse('cause', `is void, but ${settled} is settled`, { settled })
  return {
    document: state.document,
    revision: state.revision + 1,
    cause,
    from: state.status,
    to,
    ...(amount === undefined ? {} : { amount }),
    settled,
    ...(compare(payable, document.totals.payable) === 0 ? {} : { payable }),
    at: timeOf(move, history.at(-1)),
    actor: checkText(move.actor, { field: 'actor' }),
    ...reasonOf(cause, reason),
    ...(reference === undefined ? {} : { reference: checkText(reference, { field: 'reference' }) }),
  }
}

function repeatedIn(history: readonly InvoiceStatusRecord[], { cause, reference, amount }: InvoiceMove): InvoiceStatusRecord | undefined {
  const found = reference === undefined ? undefined : history.find((record) => record.cause === cause && record.reference === reference)
  if (found === undefined) return undefined
  const same = compare(parseDecimal(amount ?? '0', 'amount'), found.amount ?? '0') === 0
  if (!same) refuse('reference', `is ${describeValue(reference)}, which moved the document by ${found.amount ?? 'nothing'}`, { revision: found.revision })
  return found
}

function amountOf({ cause, amount }: InvoiceMove, { payable, paid, settled }: InvoiceState): Decimal | undefined {
  const effect = effects[cause]
  if (effect === 'none') {
    if (amount !== undefined) refuse('amount', `does not go with ${cause}`, { cause })
    return undefined
  }
  if (amount === undefined) return cause === 'cancel' ? undefined : refuse('amount', `is missing for ${cause}`, { cause })
  const given = parseDecimal(amount, 'amount')
  if (signOf(given) <= 0) refuse('amount', `is ${given} and not above 0`, { amount: given })
  if (effect === 'credits' || effect === 'raises') return given
  const limit = effect === 'pays' ? subtract(payable, paid) : settled
  if (compare(given, limit) > 0) refuse('amount', `is ${given}, and ${limit} is ${effect === 'pays' ? 'not paid' : 'settled'}`, { amount: given, limit })
  return given
}

function after({ payable, settled }: InvoiceState, cause: InvoiceCause, amount: Decimal = '0'): Pick<InvoiceState, 'payable' | 'settled'> {
  const effect = effects[cause]
  if (effect === 'raises') return { payable: add(payable, amount), settled }
  return { payable, settled: effect === 'takes_back' ? subtract(settled, amount) : add(settled, amount) }
}

/** Of the statuses that a cause leads to, the one that says what is settled. */
function targetOf(targets: readonly InvoiceStatus[], { payable, settled }: Pick<InvoiceState, 'payable' | 'settled'>): InvoiceStatus {
  const paid = targets.includes('paid') && compare(settled, payable) >= 0
  if (paid) return 'paid'
  const others = targets.filter((status) => status !== 'paid' && (status !== 'partially_paid' || !isZero(settled)))
  return others.find((status) => status === 'partially_paid') ?? others[0] ?? refuse('cause', 'leads nowhere', {})
}

function timeOf({ at }: InvoiceMove, last: InvoiceStatusRecord | undefined): Instant {
  const time = parseInstant(at, { field: 'at' })
  if (last !== undefined && time < last.at) refuse('at', `is ${time}, before the last step at ${last.at}`, { at: time })
  return time
}

function reasonOf(cause: InvoiceCause, reason: string | undefined): { readonly reason?: string } {
  if (reason !== undefined) return { reason: checkText(reason, { field: 'reason', maxLength: 1_000 }) }
  if (cause === 'void' || cause === 'write_off') refuse('reason', `is missing for ${cause}`, { cause })
  return {}
}

function refuse(field: string, because: string, facts: { readonly [name: string]: string | number }): never {
  return fail('invoice.transition', { field, because, facts })
}
