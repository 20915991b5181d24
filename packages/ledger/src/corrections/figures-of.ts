import { add, type Decimal, type Interval } from '@farthing/core'
import { adjustmentKey } from '../invoices/document-line.js'
import type { InvoiceContent } from '../invoices/invoice.js'
import type { DocumentTax, TaxedPortion } from '../tax/document-tax.js'
import { sumTaxes, type BilledDiscount, type BilledFigures, type BilledLine, type BilledTax } from './billed-figures.js'

/** The parts of an invoice that corrections are about; paid credit is none of them. */
export type BilledContent = Pick<InvoiceContent, 'lines' | 'adjustments' | 'discounts' | 'tax' | 'totals' | 'from' | 'to'>

/** What an invoice bills, by line. `O(n)`. */
export function figuresOf({ lines, adjustments = [], discounts = [], tax, totals, from, to }: BilledContent): BilledFigures {
  const taken = discountsByLine(discounts)
  const taxed = taxesByLine(tax)
  const figures = (line: string, about: Pick<BilledLine, 'description' | 'amount'> & Interval & Partial<BilledLine>): BilledLine => ({
    ...about,
    line,
    discounts: taken.get(line) ?? [],
    taxes: taxed.get(line) ?? [],
  })
  return {
    prices: tax?.prices ?? 'exclusive',
    lines: [
      ...lines.map(({ id, description, calculation, subscription, meter, product, amount, from: start, to: end }) =>
        figures(id, {
          from: start, to: end, description, calculation, subscription, amount,
          ...(meter === undefined ? {} : { meter }),
          ...(product === undefined ? {} : { product }),
        })),
      ...adjustments.map(({ id, label, amount }) => figures(adjustmentKey(id), { from, to, description: label, amount })),
    ],
    terms: (tax?.taxes ?? []).map(({ lines: _, base: __, exact: ___, amount: ____, ...terms }) => terms),
    rounding: totals.rounding,
  }
}

function discountsByLine(discounts: NonNullable<InvoiceContent['discounts']>): ReadonlyMap<string, readonly BilledDiscount[]> {
  const byLine = new Map<string, BilledDiscount[]>()
  for (const { key, kind, grant, lines } of discounts) {
    // Where scopes alternate, a grant comes back to a line: one figure for each line and key.
    const ofLine = new Map<string, Decimal>()
    for (const { line, amount } of lines) ofLine.set(line, add(ofLine.get(line) ?? '0', amount))
    for (const [line, amount] of ofLine) append(byLine, line, { key, kind, ...(grant === undefined ? {} : { grant }), amount })
  }
  return byLine
}

function taxesByLine(tax: DocumentTax | undefined): ReadonlyMap<string, readonly BilledTax[]> {
  if (tax === undefined) return new Map()
  const compound = new Set(tax.taxes.filter((terms) => terms.compound).map(({ key }) => key))
  return new Map(tax.lines.map(({ line, portions }) => [line, sumTaxes(portions.flatMap((portion) => portionTaxes(portion, compound)))]))
}

function portionTaxes({ net, taxes }: TaxedPortion, compound: ReadonlySet<string>): readonly BilledTax[] {
  let base = net
  return taxes.map(({ key, amount }) => {
    const own = { key, base: compound.has(key) ? base : net, amount }
    base = add(base, amount)
    return own
  })
}

function append<T>(byLine: Map<string, T[]>, line: string, item: T): void {
  const own = byLine.get(line)
  if (own === undefined) byLine.set(line, [item])
  else own.push(item)
}
