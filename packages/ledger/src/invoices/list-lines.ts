import { isZero, minorUnitsOf } from '@farthing/core'
import { documentRounding } from '../rounding/document-rounding.js'
import { applyDiscounts, type DiscountedLines } from './apply-discounts.js'
import { checkAssembly, type InvoiceInput } from './check-assembly.js'
import { documentLines } from './document-line.js'
import type { InvoiceAdjustment, InvoiceContent, InvoiceLine } from './invoice.js'
import { invoiceLine } from './invoice-line.js'
import { orderCharges } from './order-charges.js'
import { overrideLines } from './override-lines.js'
import { roundCharges } from './round-charges.js'
import { takeAdjustments } from './take-adjustments.js'

/** A document before tax. */
export interface ListedLines {
  readonly rounding: InvoiceContent['rounding']
  readonly lines: readonly InvoiceLine[]
  readonly adjustments: readonly InvoiceAdjustment[]
  readonly discounted: DiscountedLines
}

/** The steps before tax: lines, adjustments, discounts. What a tax request asks about follows from them. */
export function listLines(input: InvoiceInput): ListedLines {
  const { currency, to, terms = {} } = input
  const rounding = documentRounding(input.rounding, currency)
  checkAssembly(input)
  const charges = overrideLines(input.charges, terms.overrides ?? [], currency)
  const shown = input.zeroLines === 'omit' ? charges.filter((charge) => !isZero(charge.amount)) : charges
  const minorUnits = minorUnitsOf(currency, 'currency')
  const lines = roundCharges(orderCharges(shown), rounding).map((rounded) => invoiceLine(rounded, minorUnits))
  const adjustments = takeAdjustments(terms.adjustments ?? [], currency)
  return { rounding, lines, adjustments, discounted: applyDiscounts(documentLines(lines, adjustments, input), { ...terms, currency, to, rounding }) }
}
