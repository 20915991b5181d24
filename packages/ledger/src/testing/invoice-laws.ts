import { addAll, add, assertInvariant, canonicalJson, compare, round, subtract, absolute, type Decimal, type Exact } from '@farthing/core'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { InvoiceInput } from '../invoices/check-assembly.js'
import { billedBeforeStage, wholeLine } from '../invoices/grouping/bill-rest.js'
import { roundingUnit } from '../rounding/document-rounding.js'
import type { DraftInvoice, InvoiceLine } from '../invoices/invoice.js'
import { invoiceJson } from '../invoices/invoice-json.js'

/**
 * Totals are identities: sub-lines sum to their line in `exact` and `amount`, lines and adjustments to the subtotal, discounts and settlements to
 * what they took from lines, taxes to theirs, and each total follows from the ones before it.
 * Throws where they are not.
 */
export function assertInvoiceAddsUp(invoice: DraftInvoice): void {
  const { lines, totals } = invoice
  for (const line of lines) {
    const steps = [...line.details, ...(line.adjustments ?? [])]
    assertEqual(addAll(steps.map((step) => step.amount)), line.amount, `the sub-lines of ${line.description} sum to it`)
    assertEqual(addAll(steps.map((step) => step.exact)), line.exact, `the exact sub-lines of ${line.description} sum to it`)
  }
  const { adjustments = [], discounts = [], settlements = [], tax } = invoice
  const sumOf = (parts: readonly { readonly amount: Decimal }[]) => addAll(parts.map(({ amount }) => amount))
  assertEqual(sumOf([...lines, ...adjustments]), totals.subtotal, 'the lines and adjustments sum to the subtotal')
  assertEqual(sumOf(discounts), totals.discounts, 'the discounts sum to theirs')
  for (const part of [...discounts, ...settlements]) assertEqual(sumOf(part.lines), part.amount, `${part.label} is the sum of what it took from lines`)
  assertEqual(subtract(totals.subtotal, totals.discounts), tax?.prices === 'inclusive' ? totals.gross : totals.net, 'the subtotal less discounts is what is taxed')
  assertEqual(sumOf(tax?.taxes ?? []), totals.tax, 'the taxes sum to the tax total')
  assertEqual(add(totals.net, totals.tax), totals.gross, 'net and tax sum to gross')
  assertEqual(sumOf(settlements), totals.credits, 'the settlements sum to the credits')
  assertEqual(addAll(lines.map((line) => line.exact)), totals.exact, 'the exact lines sum to the exact total')
  assertEqual(add(subtract(totals.gross, totals.credits), totals.rounding), totals.payable, 'gross less credits, rounded, is payable')
}

/**
 * R-ROUNDONCE and R-ALLOC: what the policy says is rounded is its exact amount rounded once; every share is less than one rounding unit away
 * from its exact amount, and a whole number of units. Throws where not.
 */
export function assertRoundedOnce({ lines, adjustments = [], totals, rounding }: DraftInvoice): void {
  const unit = roundingUnit(rounding)
  if (rounding.scope === 'perTotal') {
    const whole = lines.map(wholeLine)
    const billed = subtract(addAll(whole.map(({ exact }) => exact)), totals.exact)
    const listed = subtract(totals.subtotal, addAll(adjustments.map(({ amount }) => amount)))
    assertEqual(subtract(round(addAll(whole.map(({ exact }) => exact)), rounding), billed), listed, 'the total is rounded once')
  }
  for (const line of lines) {
    if (line.target !== undefined) {
      assertTargetReached(line, lines, rounding)
      continue
    }
    if (rounding.scope === 'perLine') assertEqual(round(wholeLine(line).exact, rounding), wholeLine(line).amount, `${line.description} is rounded once`)
    const changes = (line.adjustments ?? []).filter(({ stage }) => stage !== billedBeforeStage)
    for (const share of [{ ...wholeLine(line), description: line.description }, ...line.details, ...changes]) {
      assertInvariant(compare(absolute(subtract(share.amount, share.exact)), unit) < 0, `${share.description} is within one unit of its exact amount`)
      assertEqual(round(share.amount, rounding), share.amount, `${share.description} is a multiple of the unit`)
    }
  }
}

/** A minimum or a cap: what is shown sums to the rounded target under `perLine`. */
function assertTargetReached(line: InvoiceLine, lines: readonly InvoiceLine[], rounding: DraftInvoice['rounding']): void {
  const { target, description } = line
  if (target === undefined || rounding.scope === 'perTotal') return
  const others = lines.filter(({ id }) => target.of.includes(id)).map((other) => wholeLine(other).amount)
  assertEqual(addAll([wholeLine(line).amount, ...others]), round(target.amount, rounding), `${description} brings its lines to the target`)
}

/** V-DETERMINISM: the charges in another order give the same document, byte for byte. Throws where not. */
export function assertOrderFree(input: InvoiceInput, reordered: InvoiceInput['charges']): void {
  const bytesOf = (charges: InvoiceInput['charges']) => {
    const { head, lines } = invoiceJson(assembleInvoice({ ...input, charges }))
    return canonicalJson({ head, lines })
  }
  assertInvariant(bytesOf(input.charges) === bytesOf(reordered), 'an invoice does not depend on the order of its charges')
}

function assertEqual(actual: Exact, expected: Exact, law: string): void {
  assertInvariant(compare(actual, expected) === 0, `${law}: ${actual} and not ${expected}`)
}

