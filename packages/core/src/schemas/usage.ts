import { z } from 'zod'
import { usageAnomalyKinds } from '../meters/aggregation.js'
import type { Interval } from '../time/time-type.js'
import { noEvidence } from '../usage/bucket-evidence.js'
import { exactSchema } from './exact.js'
import { jsonObjectSchema, jsonSchema } from './json.js'
import { dimensionsSchema, measureShape } from './meter.js'
import { hashSchema, identifierSchema } from './text.js'
import { instantSchema } from './time.js'

const usagePartSchema = z.strictObject({ key: z.string(), quantity: exactSchema, snapshot: jsonObjectSchema.exactOptional() }).readonly()

const usageAnomalySchema = z.strictObject({ kind: z.enum(usageAnomalyKinds), key: z.string(), at: instantSchema }).readonly()

const usageShape = {
  subscription: identifierSchema,
  meter: identifierSchema,
  dimensions: dimensionsSchema,
  from: instantSchema,
  to: instantSchema,
  quantity: exactSchema,
  events: z.int().min(0),
  evidence: z.union([hashSchema, z.literal(noEvidence)]),
  parts: z.array(usagePartSchema).readonly().exactOptional(),
  anomalies: z.array(usageAnomalySchema).readonly().exactOptional(),
}

function endsAfterStart({ from, to }: Interval): boolean {
  return from < to
}

const interval = { message: 'an interval ends after it starts', path: ['to'] }

export const usageSchema = z.strictObject(usageShape).readonly().refine(endsAfterStart, interval)

export const usageBucketSchema = z
  .strictObject({ ...usageShape, ...measureShape, aggregation: identifierSchema, state: jsonSchema, opening: jsonSchema.exactOptional() })
  .readonly()
  .refine(endsAfterStart, interval)
