import { hashSchema, identifierSchema, instantSchema, intervalSchema, jsonObjectSchema, meterSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { invoiceEvidenceSchema } from './invoice-evidence.js'

const candidateSchema = z
  .strictObject({
    id: identifierSchema,
    account: identifierSchema,
    subjects: z.array(z.string()).readonly(),
    from: instantSchema,
    to: instantSchema.exactOptional(),
    meters: z.array(z.string()).readonly().exactOptional(),
    cuts: z.array(instantSchema).readonly().exactOptional(),
    asked: intervalSchema.exactOptional(),
  })
  .readonly()

/** A bundle of which every field is of its form: stricter than `checkBundle`, which looks at the frame. Whether it is true is for `verifyBundle` to say. */
export const evidenceBundleSchema = z
  .strictObject({
    format: z.literal('evidence-bundle/1'),
    evidence: invoiceEvidenceSchema,
    stages: z.array(z.strictObject({ use: z.string(), hash: hashSchema }).readonly()).readonly(),
    aggregations: z.array(z.string()).readonly(),
    handedOn: z.array(jsonObjectSchema).readonly(),
    boundaries: z.array(z.strictObject({ subscription: identifierSchema, cuts: z.array(instantSchema).readonly() }).readonly()).readonly(),
    metering: z.strictObject({ meters: z.record(z.string(), meterSchema).readonly(), candidates: z.array(candidateSchema).readonly() }).readonly().exactOptional(),
    seal: z.strictObject({ parts: z.array(z.strictObject({ path: z.string(), hash: hashSchema }).readonly()).readonly(), hash: hashSchema }).readonly(),
  })
  .readonly()
