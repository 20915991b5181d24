import * as fc from 'fast-check'
import { add, addAll, assertInvariant, canonicalJson, compare, isZero, negate, signOf, type Decimal } from '@farthing/core'
import type { LawOptions } from '@farthing/core/testing'
import { taxesOf, totalsOf } from '../corrections/billed-figures.js'
import { subtractFigures } from '../corrections/combine-figures.js'
import type { Correction } from '../corrections/correction.js'
import { correctionNote } from '../corrections/correction-note.js'
import { correctionState, dueOf } from '../corrections/correction-state.js'
import { voidInvoice } from '../corrections/void-invoice.js'
import type { DraftInvoice, IssuedInvoice } from '../invoices/invoice.js'
import { scratchInvoices } from './corrected-account.js'
import { arbitraryCorrectedHistory, correctRun, monthOfStep, openAccount, takeStep, type CorrectedHistory } from './corrected-history.js'

/**
 * V-CONVERGE, V-FIXPOINT, C-CAP, C-VOID and C-CHAIN over random histories of an account with tiers, a volume bound, a minimum, a cap, a coupon, rollover, discounts, promotional
 * credit and taxes at once. 1,000 histories unless told.
 */
export function assertCorrectionsHold(options: LawOptions = {}): void {
  fc.assert(fc.property(arbitraryCorrectedHistory(), assertHistoryHolds), { numRuns: 1_000, ...options })
}

function assertHistoryHolds({ first, steps }: CorrectedHistory): void {
  let account = openAccount(first)
  for (const step of steps) account = takeStep(account, step, first)
  const last = steps.at(-1)
  const [again] = correctRun(account, last === undefined ? 0 : monthOfStep(last))
  assertInvariant(again?.correction === undefined && again?.handsOn === false, 'V-FIXPOINT: the same correction again is none')
  const truths = scratchInvoices(account.truth, account.issued)
  for (const [index, { invoice }] of account.issued.entries()) {
    const corrected = { invoice, corrections: account.corrections[index] ?? [] }
    const target = truths[index]?.target ?? invoice
    assertConverged(corrected, target)
    assertDocumentsConverge(corrected, target)
    assertWithinCaps(corrected)
    assertVoidsWhole(corrected)
  }
}

/** An invoice with all of its corrections, in their order. */
export interface CorrectedInvoice {
  readonly invoice: IssuedInvoice
  readonly corrections: readonly Correction[]
}

/**
 * V-CONVERGE: an invoice and its corrections come to the invoice of the final truth, less what was given up, in each figure of each line and each tax.
 * `truth` is that invoice, made from scratch. Throws where they do not.
 */
export function assertConverged({ invoice, corrections }: CorrectedInvoice, truth: DraftInvoice): void {
  const { billed, conceded } = correctionState(invoice, corrections)
  const difference = subtractFigures(dueOf(invoice, truth, conceded), billed)
  assertInvariant(difference.lines.length === 0 && isZero(difference.rounding), `V-CONVERGE: ${invoice.number} is ${canonicalJson(difference.lines.map(({ line, amount }) => ({ line, amount })))} from its truth`)
}

/** V-CONVERGE as a customer sees it: the totals of the documents, taxes by key, sum to those of the truth. Of accounts whose corrections all have documents. */
export function assertDocumentsConverge({ invoice, corrections }: CorrectedInvoice, target: DraftInvoice): void {
  const truth = dueOf(invoice, target, correctionState(invoice, corrections).conceded)
  const notes = corrections.flatMap((correction) => correctionNote({ invoice, correction, knownAt: invoice.knownAt }) ?? [])
  const signed = (kind: (typeof notes)[number]['kind'], amount: Decimal): Decimal => (kind === 'credit_note' ? negate(amount) : amount)
  const due = totalsOf(truth)
  for (const total of ['net', 'tax', 'gross'] as const) {
    const sum = addAll([invoice.totals[total], ...notes.map(({ kind, totals }) => signed(kind, totals[total]))])
    assertInvariant(compare(sum, due[total]) === 0, `V-CONVERGE: the documents of ${invoice.number} sum to ${total} ${sum} and not ${due[total]}`)
  }
  const billed = new Map<string, Decimal>()
  const bill = (key: string, amount: Decimal): void => void billed.set(key, add(billed.get(key) ?? '0', amount))
  for (const { key, amount } of invoice.tax?.taxes ?? []) bill(key, amount)
  for (const { kind, taxes = [] } of notes) for (const { key, amount } of taxes) bill(key, signed(kind, amount))
  const taxed = new Map(taxesOf(truth).map(({ key, amount }) => [key, amount]))
  for (const [key, amount] of billed) assertInvariant(compare(amount, taxed.get(key) ?? '0') === 0, `V-CONVERGE: the documents of ${invoice.number} sum to ${amount} of tax ${key}`)
}

/** C-CAP: of no line, discount and tax more is credited than is billed; what is billed of a line never changes its sign by that. Throws where not. */
export function assertWithinCaps({ invoice, corrections }: CorrectedInvoice): void {
  const { billed } = correctionState(invoice, corrections)
  const whole = totalsOf(billed)
  for (const total of ['net', 'tax', 'gross'] as const) assertInvariant(signOf(whole[total]) >= 0, `C-CAP: ${invoice.number} is credited beyond its ${total}`)
  const charged = billed.lines.filter(({ amount }) => signOf(amount) > 0)
  for (const { line, discounts, taxes } of charged) {
    for (const { amount } of [...discounts, ...taxes]) assertInvariant(signOf(amount) >= 0, `C-CAP: ${line} is credited beyond what is billed of it`)
  }
}

/** C-VOID: a void takes back each recorded figure of the invoice and its corrections, and nothing can follow. Throws where not. */
export function assertVoidsWhole({ invoice, corrections }: CorrectedInvoice): void {
  const at = '2026-12-01T00:00:00.000000Z'
  const request = { invoice, causes: [{ kind: 'void', reference: invoice.number, text: 'Void', actor: 'ann', at }], actor: 'ann', at } as const
  const voided = voidInvoice({ ...request, corrections })
  const all = voided === undefined ? corrections : [...corrections, voided]
  const { billed } = correctionState(invoice, all)
  const left = subtractFigures(billed, { ...billed, lines: [], rounding: '0' })
  assertInvariant(left.lines.length === 0 && isZero(left.rounding), `C-VOID: a void leaves something of ${invoice.number}`)
}
