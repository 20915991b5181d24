import type { Digest } from '@farthing/core'
import { checkTaxAnswer } from './check-tax-answer.js'
import type { DocumentTax } from './document-tax.js'
import type { TaxAnswer } from './tax-answer.js'
import { taxFigures } from './tax-figures.js'
import type { TaxRequest } from './tax-request.js'
import type { TaxRoundingPolicy } from './tax-rounding-policy.js'

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
  const lines = request.lines.map(({ key }) => key)
  return taxFigures({ request: answer.request, provider: answer.provider, currency, prices, taxes: answer.taxes, portions: answer.portions, lines }, policy)
}
