import { z } from 'zod'
import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkJson } from '../evidence/check-json.js'
import { checkText } from '../evidence/check-text.js'
import { checkFilter } from '../meters/check-filter.js'
import { checkMeter } from '../meters/check-meter.js'
import { meterLimits } from '../meters/meter-limits.js'
import type { Dimensions, Meter, MeterFilter } from '../meters/meter.js'
import { accepted, checked } from './checked.js'
import { exactSchema } from './exact.js'
import { jsonObjectSchema } from './json.js'
import { roundingRuleSchema } from './money.js'

/** One condition. */
export const meterFilterSchema = checked<MeterFilter>((filter) => {
  checkFilter([filter], 'filter')
})

/** How values become a quantity, on a meter and on its usage. */
export const measureShape = {
  aggregation: z.string(),
  settings: jsonObjectSchema.exactOptional(),
  factor: exactSchema.exactOptional(),
  rounding: roundingRuleSchema.exactOptional(),
}

/** A meter with a built-in aggregation. A host with aggregations of its own calls `checkMeter` with its table. */
export const meterSchema = z
  .strictObject({
    event: z.string(),
    ...measureShape,
    value: z.string().exactOptional(),
    filter: z.array(meterFilterSchema).readonly().exactOptional(),
    by: z.array(z.string()).readonly().exactOptional(),
    expression: z.string().exactOptional(),
    attributes: checked<NonNullable<Meter['attributes']>>((attributes) => checkJson(attributes, 'attributes')).exactOptional(),
    maxGroups: z.int().exactOptional(),
    paths: checked<NonNullable<Meter['paths']>>((paths) => checkJson(paths, 'paths')).exactOptional(),
    negative: z.enum(['refused', 'allowed']).exactOptional(),
    grid: z.enum(['quarter_hour', 'minute']).exactOptional(),
    evidence: z.enum(['merkle', 'none']).exactOptional(),
    displayName: z.string().exactOptional(),
    unit: z.string().exactOptional(),
  })
  .readonly()
  .superRefine(accepted((meter) => checkMeter(meter, 'meter')))

/** Group values by dimension name. */
export const dimensionsSchema = checked<Dimensions>((dimensions) => {
  const given = checkJson(dimensions, 'dimensions')
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    return fail('meter.dimension_invalid', { field: 'dimensions', because: `is ${describeValue(given)} and not an object` })
  }
  for (const [name, value] of Object.entries(given)) {
    if (value === null) continue
    checkText(value, { field: `dimensions.${name}`, maxLength: meterLimits.dimensionValueLength, empty: 'allowed' })
  }
})
