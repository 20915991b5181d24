import { currencyCodeSchema, decimalSchema, exactSchema, hashSchema, identifierSchema, intervalSchema } from '@farthing/core/schemas'
import { z } from 'zod'

const lineName = z.string().min(1).max(1_024)
const figures = z.strictObject({ amount: exactSchema, quantity: exactSchema.exactOptional() }).readonly()
const place = { account: identifierSchema, period: intervalSchema.exactOptional(), line: lineName, currency: currencyCodeSchema }

/** A result as `checkRatingResult` gives it: canonical. */
export const ratingResultSchema = z
  .strictObject({
    format: z.literal('rating-result/1'),
    name: identifierSchema,
    lines: z.array(z.strictObject({ ...place, amount: exactSchema, quantity: exactSchema.exactOptional() }).readonly()).readonly(),
  })
  .readonly()

const count = z.int().min(0)

export const resultComparisonSchema = z
  .strictObject({
    format: z.literal('result-comparison/1'),
    before: identifierSchema,
    after: identifierSchema,
    tolerance: z.strictObject({ amount: decimalSchema, quantity: decimalSchema }).readonly(),
    counts: z.strictObject({ equal: count, within: count, changed: count, added: count, removed: count }).readonly(),
    totals: z.array(z.strictObject({ currency: currencyCodeSchema, before: exactSchema, after: exactSchema, delta: exactSchema }).readonly()).readonly(),
    differences: z.array(z.strictObject({ ...place, kind: z.enum(['changed', 'added', 'removed']), before: figures.exactOptional(), after: figures.exactOptional(), delta: exactSchema }).readonly()).readonly(),
    hash: hashSchema,
  })
  .readonly()
