import { addAll, divide, isZero, multiply, type Exact } from '@farthing/core'
import type { DocumentTax } from './document-tax.js'

/**
 * The rate that a document bears on the whole, in percent: its exact tax over its net amount. Where that is zero, the mean of the rates of its
 * portions, each counting once; zero without lines. For people: no amount follows from it.
 */
export function averageTaxPercent({ taxes, lines, totals }: DocumentTax): Exact {
  if (!isZero(totals.net)) return divide(multiply(totals.exactTax, '100'), totals.net)
  const percents = new Map(taxes.map(({ key, percent }) => [key, percent]))
  const portions = lines.flatMap((line) => line.portions)
  const rates = portions.map((portion) => addAll(portion.taxes.map(({ key }) => percents.get(key) ?? '0')))
  return rates.length === 0 ? '0' : divide(addAll(rates), `${rates.length}`)
}
