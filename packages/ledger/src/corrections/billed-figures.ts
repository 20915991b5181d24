import { addAll, subtract, type Decimal, type Hash, type Interval } from '@farthing/core'
import type { InvoiceDiscount } from '../invoices/invoice.js'
import type { TaxTerms } from '../tax/tax-answer.js'
import type { TaxedPrices } from '../tax/tax-request.js'

/** What a discount, or the promotional credit of a grant, takes off a line. */
export interface BilledDiscount {
  readonly key: string
  readonly kind: InvoiceDiscount['kind']
  readonly grant?: string
  readonly amount: Decimal
}

/** What a line bears of one tax. */
export interface BilledTax {
  readonly key: Hash
  readonly base: Decimal
  readonly amount: Decimal
}

/** Figures of a line before they are summed; of either sign, because they may be a difference. */
export interface BilledLine extends Interval {
  /** Id of the line: its charge key, or `adjustment/` and the id of an adjustment. */
  readonly line: string
  readonly description: string
  /** How the amount comes about, for people. */
  readonly calculation?: string
  readonly subscription?: string
  readonly meter?: string
  readonly product?: string
  /** Before discounts; with taxes or without as prices are. */
  readonly amount: Decimal
  readonly discounts: readonly BilledDiscount[]
  readonly taxes: readonly BilledTax[]
}

/**
 * What documents bill, line by line: the figures in which a target, what is billed already and their difference are compared. They add and subtract
 * component by component, so that an invoice and its corrections come to the invoice of the truth in each of them.
 */
export interface BilledFigures {
  readonly prices: TaxedPrices
  /** In the order of the document. */
  readonly lines: readonly BilledLine[]
  /** Terms of every tax that a line names. */
  readonly terms: readonly TaxTerms[]
  /** Cash rounding. */
  readonly rounding: Decimal
}

/** `gross` = `net` + `tax`. */
export interface LineAmounts {
  readonly net: Decimal
  readonly tax: Decimal
  readonly gross: Decimal
}

/** What a line comes to after its discounts, with and without its taxes. */
export function amountsOf({ amount, discounts, taxes }: Pick<BilledLine, 'amount' | 'discounts' | 'taxes'>, prices: TaxedPrices): LineAmounts {
  const left = subtract(amount, addAll(discounts.map((discount) => discount.amount)))
  const tax = addAll(taxes.map((share) => share.amount))
  return prices === 'exclusive' ? { net: left, tax, gross: addAll([left, tax]) } : { net: subtract(left, tax), tax, gross: left }
}

/** Sums over the lines. */
export function totalsOf({ lines, prices }: BilledFigures): LineAmounts {
  const each = lines.map((line) => amountsOf(line, prices))
  return { net: addAll(each.map(({ net }) => net)), tax: addAll(each.map(({ tax }) => tax)), gross: addAll(each.map(({ gross }) => gross)) }
}

/** One for each tax, in the order in which they come first. */
export function sumTaxes(taxes: readonly BilledTax[]): readonly BilledTax[] {
  const byKey = new Map<Hash, { readonly bases: Decimal[]; readonly amounts: Decimal[] }>()
  for (const { key, base, amount } of taxes) {
    const own = byKey.get(key) ?? { bases: [], amounts: [] }
    byKey.set(key, own)
    own.bases.push(base)
    own.amounts.push(amount)
  }
  return [...byKey].map(([key, { bases, amounts }]) => ({ key, base: addAll(bases), amount: addAll(amounts) }))
}

/** What the lines come to of each tax. */
export function taxesOf({ lines }: Pick<BilledFigures, 'lines'>): readonly BilledTax[] {
  return sumTaxes(lines.flatMap(({ taxes }) => taxes))
}
