import { hashContent, multiply, type Digest, type Hash, type JsonObject } from '@farthing/core'
import type { TaxTerms, TaxTermsContent } from './tax-answer.js'
import type { TaxRegistration, TaxRequest } from './tax-request.js'

/** Terms with their key and basis points. Equal content has an equal key, on every document and in every correction. */
export function taxTerms(content: TaxTermsContent, digest?: Digest): TaxTerms {
  return { ...content, key: taxKeyOf(content, digest), basisPoints: multiply(content.percent, '100') }
}

/** Identity of a tax as one figure of a document: `tax-key/1` over everything that {@link TaxTermsContent} says. */
export function taxKeyOf(content: TaxTermsContent, digest?: Digest): Hash {
  const { tax, jurisdiction, treatment, categoryCode, percent, compound, reason, sellerRegistration, customerRegistration } = content
  const parts = [
    { tax, jurisdiction, treatment, categoryCode, percent, compound },
    reason === undefined ? null : { ...reason },
    registrationJson(sellerRegistration),
    registrationJson(customerRegistration),
  ]
  return hashContent('tax-key/1', parts, digest)
}

/** Hash of a request: `tax-request/1` over its head and each of its lines. An answer carries it, so that it answers no other request. */
export function taxRequestHash({ seller, customer, lines, ...head }: TaxRequest, digest?: Digest): Hash {
  const { exemptions = [], registrations, ...buyer } = customer
  const parties: JsonObject = {
    seller: { ...seller, registrations: seller.registrations.map((one) => ({ ...one })) },
    customer: {
      ...buyer,
      registrations: registrations.map((one) => ({ ...one })),
      exemptions: exemptions.map((one) => ({ ...one, reason: { ...one.reason } })),
    },
  }
  return hashContent('tax-request/1', [{ ...head, ...parties }, ...lines.map((line) => ({ ...line }))], digest)
}

function registrationJson(registration: TaxRegistration | undefined): JsonObject | null {
  return registration === undefined ? null : { ...registration }
}
