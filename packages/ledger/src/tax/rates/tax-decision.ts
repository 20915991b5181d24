import { fail, parseInstant, type Instant } from '@farthing/core'
import type { TaxTermsContent } from '../tax-answer.js'
import type { TaxExemption, TaxParty, TaxRegistration, TaxRequest, TaxRequestLine } from '../tax-request.js'
import { termsOfRated } from './check-tax-rate-book.js'
import type { ReverseChargeRule, TaxRateBook, TaxRateRow, TaxValidity } from './tax-rate-book.js'

/** What is looked up: a line at one instant, and all that can decide about it. */
export interface TaxQuestion {
  readonly book: TaxRateBook
  /** The rows of the line's place and category. */
  readonly rows: readonly TaxRateRow[]
  readonly request: TaxRequest
  readonly line: TaxRequestLine
  readonly place: string
  readonly category: string | undefined
  /** Path of the line, for refusals. */
  readonly field: string
}

/**
 * The taxes of a line at an instant, in order: what is said of lines that are not taxable; else reverse charge where a rule applies; else those
 * of the row that holds, an exemption of the customer put in place of what it covers.
 *
 * @throws `tax.rate_missing` where nothing was configured
 */
export function decideTaxes(question: TaxQuestion, at: Instant): readonly TaxTermsContent[] {
  const { line, rows, place, request } = question
  if (!line.taxable) return [untaxed(question)]
  const reverse = reverseCharge(question, at)
  if (reverse !== undefined) return [reverse]
  const row = rows.find((one) => holdsAt(one, at))
  if (row === undefined) missing(question, `has no rate at ${at}`)
  return row.taxes.map((tax) => withRegistrations(exempted(termsOfRated(tax, place), question, at), request))
}

/** Every instant inside the line at which a decision about it can change. */
export function decisionBounds({ book, rows, request }: TaxQuestion): readonly Instant[] {
  const validities: readonly TaxValidity[] = [...rows, ...(book.reverseCharge ?? []), ...(request.customer.exemptions ?? [])]
  return validities.flatMap(({ from, to }) => [from, to]).flatMap((bound) => (bound === undefined ? [] : parseInstant(bound)))
}

function untaxed(question: TaxQuestion): TaxTermsContent {
  const { book, place } = question
  if (book.untaxed === undefined) missing(question, 'is not taxable, and no rule says what that means')
  return termsOfRated(book.untaxed, place)
}

function reverseCharge({ book, request, place, category }: TaxQuestion, at: Instant): TaxTermsContent | undefined {
  for (const rule of book.reverseCharge ?? []) {
    if (!coversReverse(rule, { seller: request.seller, place, category, at })) continue
    const sellerRegistration = registrationOf(request.seller, rule.tax, request.seller.jurisdiction)
    const customerRegistration = registrationOf(request.customer, rule.tax, place)
    if (sellerRegistration === undefined || customerRegistration === undefined) continue
    const { tax, reason } = rule
    return { ...termsOfRated({ tax, treatment: 'reverse_charge', reason }, place), sellerRegistration, customerRegistration }
  }
  return undefined
}

interface ReverseCase {
  readonly seller: TaxParty
  readonly place: string
  readonly category: string | undefined
  readonly at: Instant
}

function coversReverse(rule: ReverseChargeRule, { seller, place, category, at }: ReverseCase): boolean {
  if (seller.jurisdiction === place || !rule.jurisdictions.includes(place) || !holdsAt(rule, at)) return false
  if (rule.sellers !== undefined && !rule.sellers.includes(seller.jurisdiction)) return false
  return rule.categories === undefined || (category !== undefined && rule.categories.includes(category))
}

function exempted(terms: TaxTermsContent, { request, category }: TaxQuestion, at: Instant): TaxTermsContent {
  if (terms.treatment === 'out_of_scope') return terms
  const exemption = (request.customer.exemptions ?? []).find((one) => coversExemption(one, terms, category) && holdsAt(one, at))
  if (exemption === undefined) return terms
  const { tax, jurisdiction } = terms
  return termsOfRated({ tax, treatment: 'exempt', reason: exemption.reason }, jurisdiction)
}

function coversExemption(exemption: TaxExemption, { tax, jurisdiction }: TaxTermsContent, category: string | undefined): boolean {
  if (exemption.jurisdiction !== jurisdiction) return false
  if (exemption.tax !== undefined && exemption.tax !== tax) return false
  return exemption.category === undefined || exemption.category === category
}

/** With the registrations of both parties for the tax, where they have one. */
function withRegistrations(terms: TaxTermsContent, { seller, customer }: TaxRequest): TaxTermsContent {
  const own = registrationOf(seller, terms.tax, terms.jurisdiction)
  const theirs = registrationOf(customer, terms.tax, terms.jurisdiction)
  return { ...terms, ...(own === undefined ? {} : { sellerRegistration: own }), ...(theirs === undefined ? {} : { customerRegistration: theirs }) }
}

function registrationOf({ registrations }: TaxParty, tax: string, jurisdiction: string): TaxRegistration | undefined {
  return registrations.find((one) => one.tax === tax && one.jurisdiction === jurisdiction)
}

function holdsAt({ from, to }: TaxValidity, at: Instant): boolean {
  return (from === undefined || parseInstant(from) <= at) && (to === undefined || at < parseInstant(to))
}

function missing({ place, category, field, book }: TaxQuestion, because: string): never {
  fail('tax.rate_missing', {
    field,
    because: `in ${place}, category ${category ?? 'none'}, ${because}`,
    facts: { jurisdiction: place, category: category ?? null, provider: book.name, version: book.version },
  })
}
