import { add, describeValue, fail, isZero, type Decimal } from '@farthing/core'
import type { DraftInvoice, IssuedInvoice } from '../invoices/invoice.js'
import type { BilledFigures } from './billed-figures.js'
import { addFigures } from './combine-figures.js'
import { concedeLines } from './concede-lines.js'
import type { Correction } from './correction.js'
import { figuresOf } from './figures-of.js'

/** Where an invoice stands after its corrections. */
export interface CorrectionState {
  /** What the invoice and its corrections come to: what is billed already. */
  readonly billed: BilledFigures
  /** The invoice of what was known last: its own content, or the target of the last re-rating. */
  readonly truth: DraftInvoice
  /** What was given up by hand, by line, before discounts. */
  readonly conceded: ReadonlyMap<string, Decimal>
  /** How many corrections there are. */
  readonly revision: number
  readonly voided: boolean
}

/**
 * Folds the corrections of an invoice. `O(n)` in lines.
 *
 * @throws `correction.not_issued` for a draft; `correction.chain_broken` for corrections that are of another invoice, or not all of them in their order
 */
export function correctionState(invoice: IssuedInvoice, corrections: readonly Correction[]): CorrectionState {
  refuseDraft(invoice)
  const conceded = new Map<string, Decimal>()
  let truth: DraftInvoice = invoice
  let previous = invoice.documentHash
  for (const [index, correction] of corrections.entries()) {
    const field = `corrections[${index}]`
    if (correction.invoice.id !== invoice.id) broken(`${field}.invoice.id`, `is ${describeValue(correction.invoice.id)} and not ${invoice.id}`)
    if (correction.revision !== index + 1) broken(`${field}.revision`, `is ${correction.revision} and not ${index + 1}`)
    if (correction.previous !== previous) broken(`${field}.previous`, 'is not the hash of what comes before it')
    previous = correction.hash
    truth = correction.target ?? truth
    for (const { line, amount } of correction.conceded ?? []) conceded.set(line, add(conceded.get(line) ?? '0', amount))
  }
  return {
    billed: addFigures(figuresOf(invoice), ...corrections.map(({ delta }) => delta)),
    truth,
    conceded,
    revision: corrections.length,
    voided: corrections.some(({ kind }) => kind === 'void'),
  }
}

/** What is due of an invoice: the truth less what was given up. Cash was rounded for the document as a whole: that stays while anything of it is left. */
export function dueOf({ totals }: IssuedInvoice, truth: DraftInvoice, conceded: ReadonlyMap<string, Decimal>): BilledFigures {
  const due = concedeLines(truth, conceded)
  return { ...due, rounding: due.lines.some(({ amount }) => !isZero(amount)) ? totals.rounding : '0' }
}

function refuseDraft(invoice: Partial<IssuedInvoice>): void {
  if (typeof invoice.id === 'string' && typeof invoice.number === 'string' && typeof invoice.documentHash === 'string') return
  fail('correction.not_issued', { field: 'invoice', because: 'is a draft, which changes until it is issued' })
}

function broken(field: string, because: string): never {
  return fail('correction.chain_broken', { field, because })
}
