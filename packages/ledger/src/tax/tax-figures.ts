import { parseInstant, add, addAll, compare, compareBytes, minorUnitsOf, multiply, subtract, type CurrencyCode, type Decimal, type Exact, type Hash } from '@farthing/core'
import type { DocumentTax, TaxShare, TaxSubtotal, TaxedAmount, TaxedLine, TaxedPortion } from './document-tax.js'
import { roundTaxes } from './round-taxes.js'
import type { TaxPortion, TaxProviderName, TaxTerms } from './tax-answer.js'
import { taxPartsOf, type TaxPart } from './tax-parts.js'
import type { TaxedPrices } from './tax-request.js'
import type { TaxRoundingPolicy } from './tax-rounding-policy.js'

/** What the figures of taxes follow from, once question and answer are known to fit. */
export interface TaxFiguresInput {
  readonly request: Hash
  readonly provider: TaxProviderName
  readonly currency: CurrencyCode
  readonly prices: TaxedPrices
  readonly taxes: readonly TaxTerms[]
  /** Those of one line in their order; of the lines in any. */
  readonly portions: readonly TaxPortion[]
  /** Keys of all lines, in the order of the document. */
  readonly lines: readonly string[]
}

/** Taxes of portions, each tax rounded once where the policy says and shared over its portions. What `computeTax` does behind its checks. */
export function taxFigures(input: TaxFiguresInput, policy: TaxRoundingPolicy): DocumentTax {
  const { request, provider, currency, prices } = input
  const { mode, taxScope: scope = 'perKey', taxMode = mode } = policy
  const parts = taxPartsOf(input.portions, input.taxes, prices)
  const amounts = roundTaxes(parts, { scope, mode: taxMode, exponent: minorUnitsOf(currency, 'currency'), increment: '1' })
  const portions = taxedPortions(input.portions, sharesByPortion(parts, amounts), prices)
  const lines = taxedLines(input, portions)
  const taxes = taxSubtotals(input, parts, portions)
  const totals = { ...sumOf(lines), exactTax: addAll(taxes.map(({ exact }) => exact)) }
  return { request, provider, currency, prices, taxes, lines, totals }
}

function sharesByPortion(parts: readonly TaxPart[], amounts: readonly Decimal[]): ReadonlyMap<number, readonly TaxShare[]> {
  const shares = new Map<number, TaxShare[]>()
  for (const [index, { portion, key }] of parts.entries()) {
    const share = { key, amount: amounts[index] ?? '0' }
    const others = shares.get(portion)
    if (others === undefined) shares.set(portion, [share])
    else others.push(share)
  }
  return shares
}

function taxedPortions(portions: readonly TaxPortion[], shares: ReadonlyMap<number, readonly TaxShare[]>, prices: TaxedPrices): readonly TaxedPortion[] {
  return portions.map(({ from, to, taxPoint, amount }, index) => {
    const taxes = shares.get(index) ?? []
    const tax = taxes.length === 1 ? (taxes[0]?.amount ?? '0') : addAll(taxes.map((share) => share.amount))
    const sums = prices === 'exclusive' ? { net: add(amount, '0'), tax, gross: add(amount, tax) } : { net: subtract(amount, tax), tax, gross: add(amount, '0') }
    return { from: parseInstant(from), to: parseInstant(to), taxPoint: parseInstant(taxPoint), ...sums, taxes }
  })
}

function taxedLines({ lines, portions: places }: TaxFiguresInput, portions: readonly TaxedPortion[]): readonly TaxedLine[] {
  const byLine = new Map<string, TaxedPortion[]>(lines.map((key) => [key, []]))
  for (const [index, portion] of portions.entries()) byLine.get(places[index]?.line ?? '')?.push(portion)
  return [...byLine].map(([line, own]) => ({ line, ...sumOf(own), portions: own }))
}

function sumOf(amounts: readonly TaxedAmount[]): TaxedAmount {
  const [first] = amounts
  if (first !== undefined && amounts.length === 1) return { net: first.net, tax: first.tax, gross: first.gross }
  return { net: addAll(amounts.map(({ net }) => net)), tax: addAll(amounts.map(({ tax }) => tax)), gross: addAll(amounts.map(({ gross }) => gross)) }
}

interface SubtotalParts {
  readonly exact: Exact[]
  readonly bases: Decimal[]
  readonly amounts: Decimal[]
  readonly lines: Set<string>
}

function taxSubtotals(answer: TaxFiguresInput, parts: readonly TaxPart[], portions: readonly TaxedPortion[]): readonly TaxSubtotal[] {
  const gathered = new Map<Hash, SubtotalParts>(answer.taxes.map(({ key }) => [key, { exact: [], bases: [], amounts: [], lines: new Set() }]))
  const compound = new Set(answer.taxes.filter((tax) => tax.compound).map(({ key }) => key))
  for (const { key, exact } of parts) gathered.get(key)?.exact.push(exact)
  for (const [index, { net, taxes }] of portions.entries()) {
    let base = net
    for (const { key, amount } of taxes) {
      const sums = gathered.get(key)
      sums?.bases.push(compound.has(key) ? base : net)
      sums?.amounts.push(amount)
      sums?.lines.add(answer.portions[index]?.line ?? '')
      base = add(base, amount)
    }
  }
  const places = new Map(answer.lines.map((line, place) => [line, place]))
  return [...answer.taxes].sort(byShownOrder).map((tax) => {
    const { exact, bases, amounts, lines: own } = gathered.get(tax.key) ?? { exact: [], bases: [], amounts: [], lines: new Set<string>() }
    return { ...tax, basisPoints: multiply(tax.percent, '100'), lines: inOrder(own, places), base: addAll(bases), exact: addAll(exact), amount: addAll(amounts) }
  })
}

function inOrder(lines: ReadonlySet<string>, places: ReadonlyMap<string, number>): readonly string[] {
  return [...lines].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
}

function byShownOrder(a: TaxTerms, b: TaxTerms): number {
  return (
    compareBytes(a.jurisdiction, b.jurisdiction) ||
    compareBytes(a.tax, b.tax) ||
    compareBytes(a.categoryCode, b.categoryCode) ||
    compare(b.percent, a.percent) ||
    compareBytes(a.key, b.key)
  )
}
