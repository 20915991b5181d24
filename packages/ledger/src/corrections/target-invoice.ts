import type { KnownAt } from '@farthing/core'
import { rateSegments, type Carry, type RatingInput, type RatingOptions, type SegmentsInput } from '@farthing/pricing'
import type { InvoiceInput } from '../invoices/check-assembly.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import { selectCharges } from '../invoices/grouping/select-charges.js'
import type { DraftInvoice, IssuedInvoice } from '../invoices/invoice.js'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'
import { taxRequestOf } from '../invoices/tax-request-of.js'
import type { TaxAnswerer } from '../tax/tax-answer.js'

/** What an issued invoice is rated from now. */
export interface TargetSource {
  readonly invoice: IssuedInvoice
  /** By subscription and side: the original contract, or a named corrected version of it, and the usage that is known now. */
  readonly ratings: readonly SegmentsInput[]
  /**
   * Those of the invoice. Of promotional credit, `remaining` is what the invoice could take of it then, less what other documents took since; paid credit and cash
   * rounding do not count.
   */
  readonly terms?: InvoiceTerms
  /** Answers for the taxes, in place of `terms.taxAnswer`. */
  readonly answerTax?: TaxAnswerer
  readonly knownAt: KnownAt
}

export interface TargetInvoice {
  readonly target: DraftInvoice
  /** One for each of `ratings`. */
  readonly carryOut: readonly Carry[]
  /** What `rate` was given: the evidence of the target. */
  readonly ratings: readonly RatingInput[]
  readonly terms: InvoiceTerms
}

/** The invoice of an issued one's period by what is known now: rated and assembled as any invoice is. @throws what `rateSegments` and `assembleInvoice` throw */
export function targetInvoice(source: TargetSource, options: RatingOptions = {}): TargetInvoice {
  const { answerTax } = source
  const rated = source.ratings.map((rating) => rateSegments(rating, options))
  const input = targetInput(source, rated.flatMap(({ charges }) => charges))
  const answered = answerTax === undefined ? input : withAnswer(input, answerTax, options.digest)
  return {
    target: assembleInvoice(answered, options.digest),
    carryOut: rated.map(({ carryOut }) => carryOut),
    ratings: rated.flatMap(({ ratings }) => ratings),
    terms: answered.terms ?? {},
  }
}

function withAnswer(input: InvoiceInput, answerTax: TaxAnswerer, digest: RatingOptions['digest']): InvoiceInput {
  const request = taxRequestOf(input, digest)
  return request === undefined ? input : { ...input, terms: { ...input.terms, taxAnswer: answerTax(request, digest) } }
}

/**
 * What the invoice of an issued one's period follows from by charges as they are now: its own place, rounding and terms, without what settled it. Those of the charges that
 * stand on it are selected.
 */
export function targetInput({ invoice, terms = {}, knownAt }: Pick<TargetSource, 'invoice' | 'terms' | 'knownAt'>, charges: InvoiceInput['charges']): InvoiceInput {
  const { tenant, account, side, group, sequence, currency, zone, rounding, zeroLines, from, to, advance } = invoice
  const place = {
    from, to,
    ...(side === undefined ? {} : { side }),
    ...(group === undefined ? {} : { group }),
    ...(advance === undefined ? {} : { advance }),
  }
  const { cash: _, credits, presentation: __, ...kept } = terms
  const promotional = credits?.filter(({ grant }) => grant.kind === 'promotional')
  return {
    ...place, tenant, account, currency, zone, rounding, zeroLines, knownAt,
    ...(sequence === undefined ? {} : { sequence }),
    charges: selectCharges(charges, { ...place, ...(terms.grouping === undefined ? {} : { grouping: terms.grouping }) }),
    terms: { ...kept, ...(promotional === undefined ? {} : { credits: promotional }) },
  }
}
