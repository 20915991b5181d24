import { decimalSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkTaxRateBook } from '../tax/rates/check-tax-rate-book.js'
import { refused } from './refused.js'
import { taxCategoryCodeSchema, taxTreatmentSchema } from './tax-answer.js'
import { taxReasonSchema } from './tax-request.js'

const validity = { from: instantSchema.exactOptional(), to: instantSchema.exactOptional() }

const ratedTaxSchema = z
  .strictObject({
    tax: identifierSchema,
    jurisdiction: identifierSchema.exactOptional(),
    treatment: taxTreatmentSchema,
    categoryCode: taxCategoryCodeSchema.exactOptional(),
    percent: decimalSchema.exactOptional(),
    compound: z.boolean().exactOptional(),
    reason: taxReasonSchema.exactOptional(),
  })
  .readonly()

const taxRateRowSchema = z
  .strictObject({ jurisdiction: identifierSchema, category: identifierSchema, ...validity, taxes: z.array(ratedTaxSchema).min(1).max(8).readonly() })
  .readonly()

const reverseChargeRuleSchema = z
  .strictObject({
    tax: identifierSchema,
    jurisdictions: z.array(identifierSchema).min(1).readonly(),
    sellers: z.array(identifierSchema).readonly().exactOptional(),
    categories: z.array(identifierSchema).readonly().exactOptional(),
    ...validity,
    reason: taxReasonSchema,
  })
  .readonly()

const untaxedRuleSchema = z.strictObject({ tax: identifierSchema, treatment: z.enum(['exempt', 'out_of_scope']), reason: taxReasonSchema }).readonly()

/** A book of rates from a file: what `checkTaxRateBook` refuses, the schema refuses. */
export const taxRateBookSchema = z
  .strictObject({
    name: identifierSchema,
    version: identifierSchema,
    place: z.enum(['customer', 'seller']).exactOptional(),
    defaultCategory: identifierSchema.exactOptional(),
    rates: z.array(taxRateRowSchema).readonly(),
    reverseCharge: z.array(reverseChargeRuleSchema).readonly().exactOptional(),
    untaxed: untaxedRuleSchema.exactOptional(),
  })
  .readonly()
  .superRefine(refused(checkTaxRateBook))
