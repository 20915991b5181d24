import { isZero, minorUnitsOf, type Digest } from '@farthing/core'
import type { FxSnapshot } from '../currencies/fx-snapshot.js'
import { documentRounding } from '../rounding/document-rounding.js'
import { applyDiscounts, type DiscountedLines } from './apply-discounts.js'
import { checkAssembly, type InvoiceInput } from './check-assembly.js'
import { conversionsInto, convertCharge, lineConversion, usedConversions } from './convert-charges.js'
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
  readonly conversions: readonly FxSnapshot[]
  readonly lines: readonly InvoiceLine[]
  readonly adjustments: readonly InvoiceAdjustment[]
  readonly discounted: DiscountedLines
}

/** The steps before tax: lines, adjustments, discounts. What a tax request asks about follows from them. */
export function listLines(input: InvoiceInput, digest?: Digest): ListedLines {
  const { currency, to, terms = {} } = input
  const rounding = documentRounding(input.rounding, currency)
  const conversions = conversionsInto(currency, terms.conversions ?? [], digest)
  checkAssembly(input, conversions)
  const { overrides = [], billedBefore = [] } = terms
  const layout = terms.layout === undefined ? undefined : checkLayout(terms.layout)
  const charges = overrideLines(conversions.size === 0 ? input.charges : input.charges.map((charge) => convertCharge(charge, conversions)), overrides, currency)
  const billed = billedByLine(billedBefore, { charges, overrides, currency })
  const shown = input.zeroLines === 'omit' ? charges.filter((charge) => !isZero(charge.amount) || billed.has(charge.chargeKey)) : charges
  const converted = new Map(conversions.size === 0 ? [] : input.charges.map((charge) => [charge.chargeKey, lineConversion(charge, conversions)]))
  const format = { minorUnits: minorUnitsOf(currency, 'currency'), bases: layout?.baseQuantities ?? [] }
  const lines = roundCharges(orderCharges(shown), rounding).map((rounded) => {
    const { chargeKey } = rounded.charge
    return invoiceLine(billRest(rounded, billed.get(chargeKey)), { ...format, conversion: converted.get(chargeKey) })
  })
  const adjustments = takeAdjustments(terms.adjustments ?? [], currency)
  const discounted = applyDiscounts(documentLines(lines, adjustments, input), { ...terms, currency, to, rounding })
  return { rounding, layout, conversions: usedConversions(lines, conversions), lines, adjustments, discounted }
}
