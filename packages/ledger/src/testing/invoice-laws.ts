import { addAll, add, assertInvariant, canonicalJson, compare, round, subtract, absolute, type Exact } from '@farthing/core'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { InvoiceInput } from '../invoices/check-assembly.js'
import { roundingUnit } from '../rounding/document-rounding.js'
import type { DraftInvoice, InvoiceLine } from '../invoices/invoice.js'
import { invoiceJson } from '../invoices/invoice-json.js'

/**
 * Totals are identities: sub-lines sum to their line in `exact` and `amount`, lines to `exact` and `net`, and `payable` = `net` + `tax`.
 * Throws where they are not.
 */
export function assertInvoiceAddsUp({ lines, totals }: DraftInvoice): void {
  for (const line of lines) {
    const steps = [...line.details, ...(line.adjustments ?? [])]
    assertEqual(addAll(steps.map((step) => step.amount)), line.amount, `the sub-lines of ${line.description} sum to it`)
    assertEqual(addAll(steps.map((step) => step.exact)), line.exact, `the exact sub-lines of ${line.description} sum to it`)
  }
  assertEqual(addAll(lines.map((line) => line.amount)), totals.net, 'the lines sum to the net total')
  assertEqual(addAll(lines.map((line) => line.exact)), totals.exact, 'the exact lines sum to the exact total')
  assertEqual(add(totals.net, totals.tax), totals.payable, 'net and tax sum to the payable total')
}

/**
 * R-ROUNDONCE and R-ALLOC: what the policy says is rounded is its exact amount rounded once; every share is less than one rounding unit away
 * from its exact amount, and a whole number of units. Throws where not.
 */
export function assertRoundedOnce({ lines, totals, rounding }: DraftInvoice): void {
  const unit = roundingUnit(rounding)
  if (rounding.scope === 'perTotal') assertEqual(round(totals.exact, rounding), totals.net, 'the total is rounded once')
  for (const line of lines) {
    if (line.target !== undefined) {
      assertTargetReached(line, lines, rounding)
      continue
    }
    if (rounding.scope === 'perLine') assertEqual(round(line.exact, rounding), line.amount, `${line.description} is rounded once`)
    for (const share of [line, ...line.details, ...(line.adjustments ?? [])]) {
      assertInvariant(compare(absolute(subtract(share.amount, share.exact)), unit) < 0, `${share.description} is within one unit of its exact amount`)
      assertEqual(round(share.amount, rounding), share.amount, `${share.description} is a multiple of the unit`)
    }
  }
}

/** A minimum or a cap: what is shown sums to the rounded target under `perLine`. */
function assertTargetReached({ target, amount, description }: InvoiceLine, lines: readonly InvoiceLine[], rounding: DraftInvoice['rounding']): void {
  if (target === undefined || rounding.scope === 'perTotal') return
  const others = lines.filter(({ id }) => target.of.includes(id)).map((line) => line.amount)
  assertEqual(addAll([amount, ...others]), round(target.amount, rounding), `${description} brings its lines to the target`)
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

