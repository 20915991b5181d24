import { currencyCodeSchema, identifierSchema, instantSchema, intervalSchema, jsonObjectSchema, usageBucketSchema } from '@farthing/core/schemas'
import { componentsSchema, planVersionSchema, programSchema, subscriptionSchema } from '@farthing/pricing/schemas'
import { z } from 'zod'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'
import { plainRecord } from './plain-record.js'
import { issuedInvoiceSchema, knownAtSchema } from './invoice.js'

const records = z.array(jsonObjectSchema).readonly()

const contractPieceSchema = z.strictObject({ from: instantSchema, to: instantSchema, components: componentsSchema }).readonly()

/** What `rate` is given. */
export const ratingInputSchema = z
  .strictObject({
    contract: z
      .strictObject({
        tenant: identifierSchema,
        side: z.enum(['retail', 'wholesale']),
        subscription: subscriptionSchema,
        planVersion: planVersionSchema,
        program: programSchema.exactOptional(),
        binding: identifierSchema.exactOptional(),
        pieces: z.array(contractPieceSchema).readonly().exactOptional(),
        startedAt: instantSchema.exactOptional(),
        continues: z.literal(true).exactOptional(),
      })
      .readonly(),
    facts: z
      .strictObject({
        usage: z.array(usageBucketSchema).readonly(),
        ratedEvents: records.exactOptional(),
        timeEntries: records.exactOptional(),
        services: records.exactOptional(),
        balances: records.exactOptional(),
        account: records.exactOptional(),
      })
      .readonly(),
    carryIn: jsonObjectSchema,
    period: intervalSchema,
    knownAt: knownAtSchema,
  })
  .readonly()

/** What `rateAccount` is given beside charges. */
export const accountRatingSchema = z
  .strictObject({
    tenant: identifierSchema,
    side: z.enum(['retail', 'wholesale']),
    account: identifierSchema,
    currency: currencyCodeSchema,
    period: intervalSchema,
    billed: intervalSchema.exactOptional(),
    program: programSchema,
    facts: z
      .strictObject({ ratedEvents: records.exactOptional(), timeEntries: records.exactOptional(), services: records.exactOptional(), balances: records.exactOptional(), account: records.exactOptional() })
      .readonly()
      .exactOptional(),
    carryIn: jsonObjectSchema,
  })
  .readonly()

/** A bundle as `billing.invoices.evidence` gives it, for one that comes from a file. Whether it is true is for `verifyInvoice` to say. */
export const invoiceEvidenceSchema = z
  .strictObject({
    format: z.literal('invoice-evidence/1'),
    invoice: issuedInvoiceSchema,
    ratings: z.array(ratingInputSchema).readonly(),
    accountRatings: z.array(accountRatingSchema).readonly().exactOptional(),
    terms: plainRecord<InvoiceTerms>('terms').exactOptional(),
  })
  .readonly()
