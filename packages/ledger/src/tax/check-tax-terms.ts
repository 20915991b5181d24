import { checkText, compare, describeValue, fail, parseDecimal, signOf, type Decimal, type Digest } from '@farthing/core'
import { checkRegistration, checkTaxReason } from './check-tax-request.js'
import type { TaxCategoryCode, TaxTerms, TaxTermsContent, TaxTreatment } from './tax-answer.js'
import { taxTerms } from './tax-key.js'

/** The category codes that a treatment may have; the first one unless another is asked for. */
export const categoryCodes: { readonly [T in TaxTreatment]: readonly [TaxCategoryCode, ...TaxCategoryCode[]] } = {
  standard: ['S', 'L', 'M'],
  reduced: ['S', 'L', 'M'],
  zero: ['Z'],
  exempt: ['E', 'K', 'G'],
  reverse_charge: ['AE'],
  out_of_scope: ['O'],
}

const highestPercent: Decimal = '1000'
const percentForm = /^(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{0,10}[1-9])?$/
const percentLength = 13

/**
 * Checks what a tax says of itself, by the rules of EN 16931: a rate for what is taxed and none for the rest (BR-S-05, BR-Z-05, BR-E-05 …), a reason
 * for what is not (BR-E-10, BR-AE-10 …) and none for what is, and the registrations of both parties under reverse charge (BR-AE-02).
 *
 * @throws `tax.answer_invalid` naming the field; `text.*`, `decimal.*`
 */
export function checkTaxTerms(terms: TaxTermsContent, field: string): void {
  const { tax, jurisdiction, treatment, categoryCode, percent, compound } = terms
  checkText(tax, { field: `${field}.tax` })
  checkText(jurisdiction, { field: `${field}.jurisdiction` })
  if (!Object.hasOwn(categoryCodes, treatment)) refuse(`${field}.treatment`, `is ${describeValue(treatment)}`)
  if (!categoryCodes[treatment].includes(categoryCode)) refuse(`${field}.categoryCode`, `is ${describeValue(categoryCode)} for ${treatment}`)
  checkPercent(percent, treatment, `${field}.percent`)
  if (typeof compound !== 'boolean') refuse(`${field}.compound`, `is ${describeValue(compound)}`)
  checkReason(terms, field)
  checkRegistrations(terms, field)
}

/** Checks terms that came with a key: both the content, and that key and basis points are its own. */
export function checkKeyedTerms(terms: TaxTerms, field: string, digest?: Digest): void {
  checkTaxTerms(terms, field)
  const { key, basisPoints } = taxTerms(terms, digest)
  if (terms.key !== key) refuse(`${field}.key`, 'is not the hash of its content')
  if (compare(parseDecimal(terms.basisPoints, `${field}.basisPoints`), basisPoints) !== 0) {
    refuse(`${field}.basisPoints`, `is ${terms.basisPoints} and not ${basisPoints}, which ${terms.percent} % are`)
  }
}

function checkPercent(percent: Decimal, treatment: TaxTreatment, field: string): void {
  const rate = parseDecimal(percent, field)
  if (!percentForm.test(percent) || percent.length > percentLength || compare(rate, highestPercent) > 0) {
    refuse(field, `is ${describeValue(percent)}, not a canonical decimal from 0 to ${highestPercent} of at most 12 digits`)
  }
  const taxed = treatment === 'standard' || treatment === 'reduced'
  if (taxed !== signOf(rate) > 0) refuse(field, `is ${rate} for ${treatment}`)
}

function checkReason({ treatment, reason }: TaxTermsContent, field: string): void {
  const needed = treatment === 'exempt' || treatment === 'reverse_charge' || treatment === 'out_of_scope'
  if (needed !== (reason !== undefined)) refuse(`${field}.reason`, needed ? `is missing for ${treatment}` : `is there for ${treatment}`)
  if (reason !== undefined) checkTaxReason(reason, `${field}.reason`)
}

function checkRegistrations({ treatment, sellerRegistration, customerRegistration }: TaxTermsContent, field: string): void {
  for (const [name, registration] of Object.entries({ sellerRegistration, customerRegistration })) {
    if (registration !== undefined) checkRegistration(registration, `${field}.${name}`)
    else if (treatment === 'reverse_charge') refuse(`${field}.${name}`, 'is missing for reverse_charge')
  }
}

function refuse(field: string, because: string): never {
  fail('tax.answer_invalid', { field, because })
}
