import type { Decimal, Interval } from '@farthing/core'
import { feeKeyOf } from '@farthing/pricing'
import type { CreditableLine } from '../credits/apply-credits.js'
import type { InvoiceAdjustment, InvoiceLine } from './invoice.js'

/** What discounts, taxes and credits see of a line or of an account adjustment. */
export interface DocumentLine extends CreditableLine, Interval {
  /** `false` where discounts of the document do not apply; promotional credit does. */
  readonly discountable?: false
  readonly product?: string
  readonly taxable: boolean
  readonly taxCategory?: string
  readonly taxRegionHint?: string
}

/** The lines of a document with its adjustments behind them: one list of what is discounted, taxed and paid. */
export function documentLines(lines: readonly InvoiceLine[], adjustments: readonly InvoiceAdjustment[], period: Interval): readonly DocumentLine[] {
  return [...lines.map(fromLine), ...adjustments.map((adjustment) => fromAdjustment(adjustment, period))]
}

/** The lines with other amounts, such as what discounts left of them. */
export function withAmounts(lines: readonly DocumentLine[], amounts: ReadonlyMap<string, Decimal>): readonly DocumentLine[] {
  return lines.map((line) => ({ ...line, amount: amounts.get(line.key) ?? line.amount }))
}

function fromLine({ id, amount, from, to, meter, category, component, product, taxable = true, taxCategory, taxRegionHint }: InvoiceLine): DocumentLine {
  return {
    key: id, amount, from, to, charge: feeKeyOf(component), taxable,
    ...(meter === undefined ? {} : { meter }),
    ...(category === undefined ? {} : { category }),
    ...(product === undefined ? {} : { product }),
    ...(taxCategory === undefined ? {} : { taxCategory }),
    ...(taxRegionHint === undefined ? {} : { taxRegionHint }),
  }
}

function fromAdjustment({ id, amount, discountable, taxable, taxCategory, taxRegionHint }: InvoiceAdjustment, { from, to }: Interval): DocumentLine {
  return {
    key: adjustmentKey(id), amount, from, to, taxable,
    ...(discountable === undefined ? {} : { discountable }),
    ...(taxCategory === undefined ? {} : { taxCategory }),
    ...(taxRegionHint === undefined ? {} : { taxRegionHint }),
  }
}

/** The key of an adjustment among the lines, none of which has one like it: theirs are hashes. */
export function adjustmentKey(id: string): string {
  return `adjustment/${id}`
}
