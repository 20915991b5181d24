import { absolute, add, compare, divide, isDecimalValue, isZero, minorUnitsOf, multiply, round, signOf, type Decimal, type Exact, type Hash, type Interval, type RoundingMode } from '@farthing/core'
import type { DraftInvoice, InvoiceAdjustment, InvoiceLine, InvoiceSubLine } from '../invoice.js'
import { adjustmentKey } from '../document-line.js'

/** How often something is charged: once, with each period, or by use. */
export type ChargeFrequency = 'one_time' | 'recurring' | 'usage'

/**
 * A line as accounting systems take it: `amount` = `quantity` × `unitPrice` ÷ `baseQuantity` + `fee`, rounded to the currency's digits, exactly.
 *
 * What cannot be said so, such as a share of a rounded total, is one piece at its amount. A price is never negative: what is taken off has a
 * quantity below zero.
 */
export interface InvoiceRow extends Interval {
  /** Id of the line, or the key of an adjustment by hand. */
  readonly line: Hash
  /** 1-based place among the rows of its line. */
  readonly place: number
  readonly kind: 'charge' | 'tier' | 'change' | 'adjustment'
  readonly frequency: ChargeFrequency
  readonly description: string
  readonly subscription?: string
  readonly plan?: string
  readonly product?: string
  readonly meter?: string
  readonly quantity: Decimal
  readonly baseQuantity: Decimal
  readonly unitPrice: Decimal
  readonly fee: Decimal
  readonly amount: Decimal
}

/** The rows of a document, in its order: one for each line, or for each tier and change of it where its layout says `rows`. They sum to the subtotal. */
export function invoiceRows(invoice: DraftInvoice): readonly InvoiceRow[] {
  const rule: RowRule = { digits: minorUnitsOf(invoice.currency), mode: invoice.rounding.mode }
  const apart = invoice.layout?.tierRows === 'rows'
  const lines = invoice.lines.flatMap((line) => (apart ? partRows(line, rule) : [lineRow(line, rule)]))
  return [...lines, ...(invoice.adjustments ?? []).map((adjustment) => adjustmentRow(adjustment, invoice))]
}

interface RowRule {
  readonly digits: number
  readonly mode: RoundingMode
}

type Priced = Pick<InvoiceRow, 'quantity' | 'baseQuantity' | 'unitPrice' | 'fee' | 'amount'>

function lineRow(line: InvoiceLine, rule: RowRule): InvoiceRow {
  const [only, ...others] = line.details
  const simple = only !== undefined && others.length === 0 && line.adjustments === undefined
  return { ...headOf(line), place: 1, kind: 'charge', description: line.description, ...(simple ? pricedPart(only, rule) : onePiece(line.amount)) }
}

function partRows(line: InvoiceLine, rule: RowRule): readonly InvoiceRow[] {
  const head = headOf(line)
  const several = line.details.length > 1
  const parts = line.details.map((part, index): InvoiceRow => ({
    ...head, place: index + 1, kind: several ? 'tier' : 'charge', description: several ? `${line.description}: ${part.description}` : line.description, ...pricedPart(part, rule),
  }))
  const changes = (line.adjustments ?? []).map((change, index): InvoiceRow => ({
    ...head, place: parts.length + index + 1, kind: 'change', description: `${line.description}: ${change.description}`, ...onePiece(change.amount),
  }))
  return [...parts, ...changes]
}

function adjustmentRow({ id, label, amount }: InvoiceAdjustment, { from, to }: Interval): InvoiceRow {
  return { from, to, line: adjustmentKey(id), place: 1, kind: 'adjustment', frequency: 'one_time', description: label, ...onePiece(amount) }
}

function headOf({ id, from, to, subscription, plan, product, meter }: InvoiceLine): Pick<InvoiceRow, 'line' | 'from' | 'to' | 'frequency' | 'subscription' | 'plan' | 'product' | 'meter'> {
  return {
    from, to, line: id, frequency: meter === undefined ? 'recurring' : 'usage', subscription, plan,
    ...(product === undefined ? {} : { product }),
    ...(meter === undefined ? {} : { meter }),
  }
}

/** Quantity × price where that comes to the amount, else one piece. */
function pricedPart({ quantity, counted = quantity, unit, flat, baseQuantity = '1', basePrice = unit, amount }: InvoiceSubLine, { digits, mode }: RowRule): Priced {
  if (!isDecimalValue(counted) || signOf(basePrice) < 0) return onePiece(amount)
  const exact: Exact = add(divide(multiply(counted, basePrice), baseQuantity), flat)
  const comes = compare(round(exact, { mode, exponent: digits }), amount) === 0
  return comes ? { quantity: counted, baseQuantity, unitPrice: basePrice, fee: flat, amount } : onePiece(amount)
}

function onePiece(amount: Decimal): Priced {
  return { quantity: signOf(amount) < 0 ? '-1' : '1', baseQuantity: '1', unitPrice: isZero(amount) ? '0' : absolute(amount), fee: '0', amount }
}
