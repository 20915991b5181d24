import { currencyCodeSchema, decimalSchema, hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkKeyedTerms } from '../tax/check-tax-terms.js'
import { refused } from './refused.js'
import { taxReasonSchema, taxRegistrationSchema } from './tax-request.js'

export const taxTreatmentSchema = z.enum(['standard', 'reduced', 'zero', 'exempt', 'reverse_charge', 'out_of_scope'])

export const taxCategoryCodeSchema = z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L', 'M'])

/** Fields of a tax with its key, for the records that carry more. */
export const taxTermsShape = {
  key: hashSchema,
  tax: identifierSchema,
  jurisdiction: identifierSchema,
  treatment: taxTreatmentSchema,
  categoryCode: taxCategoryCodeSchema,
  percent: decimalSchema,
  basisPoints: decimalSchema,
  compound: z.boolean(),
  reason: taxReasonSchema.exactOptional(),
  sellerRegistration: taxRegistrationSchema.exactOptional(),
  customerRegistration: taxRegistrationSchema.exactOptional(),
}

/** A tax that keeps the rules of its treatment, under the key of its content. */
export const taxTermsSchema = z
  .strictObject(taxTermsShape)
  .readonly()
  .superRefine(
    refused((terms) => {
      checkKeyedTerms(terms, 'tax')
    }),
  )

export const taxPortionSchema = z
  .strictObject({
    line: identifierSchema,
    from: instantSchema,
    to: instantSchema,
    amount: decimalSchema,
    taxPoint: instantSchema,
    taxes: z.array(hashSchema).min(1).max(8).readonly(),
  })
  .readonly()

export const taxProviderNameSchema = z.strictObject({ name: identifierSchema, version: identifierSchema }).readonly()

/** A well-formed answer. That it fits its request is for `checkTaxAnswer` to say. */
export const taxAnswerSchema = z
  .strictObject({
    request: hashSchema,
    provider: taxProviderNameSchema,
    state: z.enum(['quoted', 'committed', 'voided']),
    reference: identifierSchema.exactOptional(),
    currency: currencyCodeSchema,
    taxes: z.array(taxTermsSchema).max(1000).readonly(),
    portions: z.array(taxPortionSchema).readonly(),
  })
  .readonly()
