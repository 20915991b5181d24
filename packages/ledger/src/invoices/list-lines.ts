import { isZero, minorUnitsOf } from '@farthing/core'
import { documentRounding } from '../rounding/document-rounding.js'
import { applyDiscounts, type DiscountedLines } from './apply-discounts.js'
import { checkAssembly, type InvoiceInput } from './check-assembly.js'
import { documentLines } from './document-line.js'
import { billedByLine, billRest } from './grouping/bill-rest.js'
import type { InvoiceAdjustment, InvoiceContent, InvoiceLine } from './invoice.js'
import { invoiceLine } from './invoice-line.js'
import { checkLayout, type InvoiceLayout } from './layout/invoice-layout.js'
import { orderCharges } from './order-charges.js'
import { overrideLines } from './override-lines.js'
import { roundCharges } from './round-charges.js'
import { takeAdjustments } from './take-adjustments.js'

/** A document before tax. */
export interface ListedLines {
  readonly rounding: InvoiceContent['rounding']
  readonly layout: InvoiceLayout | undefined
  readonly lines: readonly InvoiceLine[]
  readonly adjustments: readonly InvoiceAdjustment[]
  readonly discounted: DiscountedLines
}

/** The steps before tax: lines, adjustments, discounts. What a tax request asks about follows from them. */
export function listLines(input: InvoiceInput): ListedLines {
  const { currency, to, terms = {} } = input
  const rounding = documentRounding(input.rounding, currency)
  checkAssembly(input)
  const { overrides = [], billedBefore = [] } = terms
  const layout = terms.layout === undefined ? undefined : checkLayout(terms.layout)
  const charges = overrideLines(input.charges, overrides, currency)
  const billed = billedByLine(billedBefore, { charges, overrides, currency })
  const shown = input.zeroLines === 'omit' ? charges.filter((charge) => !isZero(charge.amount) || billed.has(charge.chargeKey)) : charges
  const minorUnits = minorUnitsOf(currency, 'currency')
  const lines = roundCharges(orderCharges(shown), rounding).map((rounded) => invoiceLine(billRest(rounded, billed.get(rounded.charge.chargeKey)), { minorUnits, bases: layout?.baseQuantities ?? [] }))
  const adjustments = takeAdjustments(terms.adjustments ?? [], currency)
  return { rounding, layout, lines, adjustments, discounted: applyDiscounts(documentLines(lines, adjustments, input), { ...terms, currency, to, rounding }) }
}
