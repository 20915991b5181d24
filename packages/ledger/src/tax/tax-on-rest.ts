import { addAll, allocate, compare, minorUnitsOf, type CurrencyCode, type Decimal } from '@farthing/core'
import type { DocumentTax, TaxedLine } from './document-tax.js'
import type { TaxPortion } from './tax-answer.js'
import { taxFigures } from './tax-figures.js'
import type { TaxRoundingPolicy } from './tax-rounding-policy.js'

/**
 * The taxes of a document of whose lines less is left: what is left is taxed as the whole was, under the same terms, and each tax is rounded once on what
 * is left of all lines. So what two partial credits take of a tax sums to what one takes, however they are split.
 *
 * `rest` says what is left of a line, net or gross as its prices are; a line that is not in it is whole. Portions of a line get largest-remainder shares. With
 * whole lines the result is the tax of the document, byte for byte.
 */
export function taxOnRest(tax: DocumentTax, rest: ReadonlyMap<string, Decimal>, policy: TaxRoundingPolicy): DocumentTax {
  const { request, provider, currency, prices, taxes, lines } = tax
  const portions = lines.flatMap((line) => portionsLeft(line, rest.get(line.line), tax))
  return taxFigures({ request, provider, currency, prices, taxes, portions, lines: lines.map(({ line }) => line) }, policy)
}

function portionsLeft({ line, portions }: TaxedLine, rest: Decimal | undefined, { prices, currency }: DocumentTax): readonly TaxPortion[] {
  const whole = portions.map(({ net, gross }) => (prices === 'exclusive' ? net : gross))
  const amounts = rest === undefined || compare(addAll(whole), rest) === 0 ? whole : shared(rest, whole, currency)
  return portions.map(({ from, to, taxPoint, taxes }, index) => ({ line, from, to, taxPoint, amount: amounts[index] ?? '0', taxes: taxes.map(({ key }) => key) }))
}

function shared(rest: Decimal, whole: readonly Decimal[], currency: CurrencyCode): readonly Decimal[] {
  if (whole.length === 1) return [rest]
  const width = String(whole.length).length
  const shares = whole.map((weight, index) => ({ key: String(index).padStart(width, '0'), weight }))
  return allocate({ total: rest, shares, exponent: minorUnitsOf(currency) }).map(({ amount }) => amount)
}
