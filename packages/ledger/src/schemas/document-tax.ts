import { currencyCodeSchema, decimalSchema, exactSchema, hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { taxProviderNameSchema, taxTermsShape } from './tax-answer.js'

const amounts = { net: decimalSchema, tax: decimalSchema, gross: decimalSchema }

export const taxSubtotalSchema = z
  .strictObject({ ...taxTermsShape, lines: z.array(identifierSchema).readonly(), base: decimalSchema, exact: exactSchema, amount: decimalSchema })
  .readonly()

const taxedPortionSchema = z
  .strictObject({
    from: instantSchema,
    to: instantSchema,
    taxPoint: instantSchema,
    ...amounts,
    taxes: z.array(z.strictObject({ key: hashSchema, amount: decimalSchema }).readonly()).readonly(),
  })
  .readonly()

export const taxedLineSchema = z.strictObject({ line: identifierSchema, ...amounts, portions: z.array(taxedPortionSchema).readonly() }).readonly()

/** The taxes of a document. Well-formed, and no more than that: that they add up is a law, and that they are right is for `verifyInvoice` to say. */
export const documentTaxSchema = z
  .strictObject({
    request: hashSchema,
    provider: taxProviderNameSchema,
    currency: currencyCodeSchema,
    prices: z.enum(['exclusive', 'inclusive']),
    taxes: z.array(taxSubtotalSchema).readonly(),
    lines: z.array(taxedLineSchema).readonly(),
    totals: z.strictObject({ ...amounts, exactTax: exactSchema }).readonly(),
  })
  .readonly()
