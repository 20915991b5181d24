import { fail, type Digest } from '@farthing/core'
import { computeTax } from '../tax/compute-tax.js'
import type { DocumentTax } from '../tax/document-tax.js'
import type { TaxRequest } from '../tax/tax-request.js'
import { listLines, type ListedLines } from './list-lines.js'
import type { InvoiceInput } from './check-assembly.js'
import { invoiceIdOf } from './invoice-id.js'

/**
 * What the taxes of an invoice are asked by: its lines after discounts and promotional credit, and its tax terms. `undefined` where it has no
 * tax terms. The answer to it, whoever gives it, is `terms.taxAnswer` of the same input, and `assembleInvoice` refuses every other.
 *
 * @throws what `assembleInvoice` throws before tax
 */
export function taxRequestOf(input: InvoiceInput, digest?: Digest): TaxRequest | undefined {
  return requestFor(input, listLines(input, digest), digest)
}

/** The taxes of listed lines by the answer that the input brings. @throws `invoice.invalid` without one; what `computeTax` throws */
export function taxOf(input: InvoiceInput, listed: ListedLines, digest?: Digest): DocumentTax | undefined {
  const request = requestFor(input, listed, digest)
  if (request === undefined) return undefined
  const { terms: { taxAnswer } = {} } = input
  if (taxAnswer === undefined) fail('invoice.invalid', { field: 'terms.taxAnswer', because: 'is missing on an invoice with tax terms' })
  return computeTax(request, taxAnswer, listed.rounding, digest)
}

function requestFor(input: InvoiceInput, { discounted }: ListedLines, digest?: Digest): TaxRequest | undefined {
  const { tenant, currency, terms: { tax } = {} } = input
  if (tax === undefined) return undefined
  const lines = discounted.lines.map(({ key, amount, from, to, taxable, taxCategory, taxRegionHint, product }) => ({
    key, amount, from, to, taxable,
    ...(taxCategory === undefined ? {} : { category: taxCategory }),
    ...(taxRegionHint === undefined ? {} : { region: taxRegionHint }),
    ...(product === undefined ? {} : { product }),
  }))
  return { ...tax, tenant, document: invoiceIdOf(input, digest), currency, lines }
}
