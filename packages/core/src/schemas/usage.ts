import { z } from 'zod'
import type { Interval } from '../time/time-type.js'
import { exactSchema } from './exact.js'
import { jsonSchema } from './json.js'
import { dimensionsSchema } from './meter.js'
import { hashSchema, identifierSchema } from './text.js'
import { instantSchema } from './time.js'

const usageShape = {
  subscription: identifierSchema,
  meter: identifierSchema,
  dimensions: dimensionsSchema,
  from: instantSchema,
  to: instantSchema,
  quantity: exactSchema,
  events: z.int().min(0),
  evidence: hashSchema,
}

function endsAfterStart({ from, to }: Interval): boolean {
  return from < to
}

const interval = { message: 'an interval ends after it starts', path: ['to'] }

export const usageSchema = z.strictObject(usageShape).readonly().refine(endsAfterStart, interval)

export const usageBucketSchema = z
  .strictObject({ ...usageShape, aggregation: identifierSchema, state: jsonSchema })
  .readonly()
  .refine(endsAfterStart, interval)
