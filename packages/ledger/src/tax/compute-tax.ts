import { add, addAll, compare, compareBytes, minorUnitsOf, multiply, parseInstant, subtract, type Decimal, type Digest, type Exact, type Hash, type RoundingPolicy } from '@farthing/core'
import { checkTaxAnswer } from './check-tax-answer.js'
import type { DocumentTax, TaxShare, TaxSubtotal, TaxedAmount, TaxedLine, TaxedPortion } from './document-tax.js'
import { roundTaxes } from './round-taxes.js'
import type { TaxAnswer, TaxPortion, TaxTerms } from './tax-answer.js'
import { taxPartsOf, type TaxPart } from './tax-parts.js'
import type { TaxRequest, TaxedPrices } from './tax-request.js'

/** What of a document's rounding policy is about taxes. */
export type TaxRoundingPolicy = Pick<RoundingPolicy, 'mode' | 'taxScope' | 'taxMode'>

/**
 * Computes the taxes of a document from what was asked and what was answered.
 *
 * Taxes are exact until they are rounded to minor units, once, where `taxScope` says: each tax on the sum of its lines unless given. Lines and portions
 * get largest-remainder shares of it. With `inclusive` prices the gross amount of every portion is kept and its net amount is what its taxes
 * leave; with `exclusive` ones the net amount is kept.
 *
 * So net + tax = gross on every portion, line and document; Σ taxes = Σ lines = tax of the document; a credit mirrors its charge. The order of
 * lines and of taxes in the answer does not matter to any figure. `O(n log n)`.
 *
 * 119.00 EUR with 19 % inside are 100.00 and 19.00. Two lines of 68.33 EUR and 20 % are 27.33 EUR of tax: 13.67 and 13.66.
 *
 * @throws what {@link checkTaxAnswer} throws; `rounding.invalid`; `exact.too_long` where very many different sets of inclusive taxes meet
 */
export function computeTax(request: TaxRequest, answer: TaxAnswer, policy: TaxRoundingPolicy, digest?: Digest): DocumentTax {
  checkTaxAnswer(request, answer, digest)
  const { currency, prices } = request
  const { mode, taxScope: scope = 'perKey', taxMode = mode } = policy
  const parts = taxPartsOf(answer.portions, answer.taxes, prices)
  const amounts = roundTaxes(parts, { scope, mode: taxMode, exponent: minorUnitsOf(currency, 'currency'), increment: '1' })
  const portions = taxedPortions(answer.portions, sharesByPortion(parts, amounts), prices)
  const lines = taxedLines(request, answer.portions, portions)
  const taxes = taxSubtotals({ answer, parts, portions, lines: request.lines.map(({ key }) => key) })
  const totals = { ...sumOf(lines), exactTax: addAll(taxes.map(({ exact }) => exact)) }
  return { request: answer.request, provider: answer.provider, currency, prices, taxes, lines, totals }
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

function taxedLines({ lines }: TaxRequest, places: readonly TaxPortion[], portions: readonly TaxedPortion[]): readonly TaxedLine[] {
  const byLine = new Map<string, TaxedPortion[]>(lines.map(({ key }) => [key, []]))
  for (const [index, portion] of portions.entries()) byLine.get(places[index]?.line ?? '')?.push(portion)
  return [...byLine].map(([line, own]) => ({ line, ...sumOf(own), portions: own }))
}

function sumOf(amounts: readonly TaxedAmount[]): TaxedAmount {
  const [first] = amounts
  if (first !== undefined && amounts.length === 1) return { net: first.net, tax: first.tax, gross: first.gross }
  return { net: addAll(amounts.map(({ net }) => net)), tax: addAll(amounts.map(({ tax }) => tax)), gross: addAll(amounts.map(({ gross }) => gross)) }
}

interface SubtotalInput {
  readonly answer: TaxAnswer
  readonly parts: readonly TaxPart[]
  readonly portions: readonly TaxedPortion[]
  /** All line keys, in the order of the document. */
  readonly lines: readonly string[]
}

interface SubtotalParts {
  readonly exact: Exact[]
  readonly bases: Decimal[]
  readonly amounts: Decimal[]
  readonly lines: Set<string>
}

function taxSubtotals({ answer, parts, portions, lines }: SubtotalInput): readonly TaxSubtotal[] {
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
  const places = new Map(lines.map((line, place) => [line, place]))
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
