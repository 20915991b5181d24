import { currencyCodeSchema, decimalSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkTaxRequest } from '../tax/check-tax-request.js'
import { refused } from './refused.js'

export const taxRegistrationSchema = z.strictObject({ tax: identifierSchema, jurisdiction: identifierSchema, number: identifierSchema }).readonly()

export const taxReasonSchema = z.strictObject({ code: identifierSchema, text: z.string().min(1).max(1000) }).readonly()

const partyShape = { id: identifierSchema, jurisdiction: identifierSchema, registrations: z.array(taxRegistrationSchema).readonly() }

/** The seller, as tax authorities know it. */
export const taxPartySchema = z.strictObject(partyShape).readonly()

export const taxExemptionSchema = z
  .strictObject({
    jurisdiction: identifierSchema,
    tax: identifierSchema.exactOptional(),
    category: identifierSchema.exactOptional(),
    reason: taxReasonSchema,
    certificate: identifierSchema.exactOptional(),
    from: instantSchema.exactOptional(),
    to: instantSchema.exactOptional(),
  })
  .readonly()

/** The tax profile of an account. */
export const taxCustomerSchema = z.strictObject({ ...partyShape, exemptions: z.array(taxExemptionSchema).readonly().exactOptional() }).readonly()

export const taxRequestLineSchema = z
  .strictObject({
    key: identifierSchema,
    from: instantSchema,
    to: instantSchema,
    amount: decimalSchema,
    taxable: z.boolean(),
    category: identifierSchema.exactOptional(),
    region: identifierSchema.exactOptional(),
    product: identifierSchema.exactOptional(),
  })
  .readonly()

/** What `checkTaxRequest` refuses, the schema refuses. */
export const taxRequestSchema = z
  .strictObject({
    tenant: identifierSchema,
    document: identifierSchema,
    currency: currencyCodeSchema,
    prices: z.enum(['exclusive', 'inclusive']),
    taxPoint: instantSchema,
    taxPointRule: z.enum(['document', 'line_start', 'line_end', 'split']),
    seller: taxPartySchema,
    customer: taxCustomerSchema,
    lines: z.array(taxRequestLineSchema).readonly(),
  })
  .readonly()
  .superRefine(refused(checkTaxRequest))
