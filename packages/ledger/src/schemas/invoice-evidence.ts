import { checkJson, describeValue, fail, type JsonObject } from '@farthing/core'
import { identifierSchema, intervalSchema, usageBucketSchema } from '@farthing/core/schemas'
import { planVersionSchema, subscriptionSchema } from '@farthing/pricing/schemas'
import { z } from 'zod'
import { refused } from './refused.js'
import { issuedInvoiceSchema, knownAtSchema } from './invoice.js'

const carrySchema = z.custom<JsonObject>().superRefine(
  refused((carry) => {
    const json = checkJson(carry, 'carryIn')
    if (json === null || typeof json !== 'object' || Array.isArray(json)) {
      fail('json.unsupported', { field: 'carryIn', because: `is ${describeValue(carry)} and not an object` })
    }
  }),
)

/** What `rate` is given. */
export const ratingInputSchema = z
  .strictObject({
    contract: z
      .strictObject({
        tenant: identifierSchema,
        side: z.enum(['retail', 'wholesale']),
        subscription: subscriptionSchema,
        planVersion: planVersionSchema,
      })
      .readonly(),
    facts: z.strictObject({ usage: z.array(usageBucketSchema).readonly() }).readonly(),
    carryIn: carrySchema,
    period: intervalSchema,
    knownAt: knownAtSchema,
  })
  .readonly()

/** A bundle as `billing.invoices.evidence` gives it, for one that comes from a file. Whether it is true is for `verifyInvoice` to say. */
export const invoiceEvidenceSchema = z
  .strictObject({ format: z.literal('invoice-evidence/1'), invoice: issuedInvoiceSchema, ratings: z.array(ratingInputSchema).readonly() })
  .readonly()
