import { currencyCodeSchema, decimalSchema, dimensionsSchema, exactSchema, hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'

export const chargePartSchema = z
  .strictObject({
    label: identifierSchema,
    tier: z.int().min(1).exactOptional(),
    quantity: exactSchema,
    counted: exactSchema.exactOptional(),
    unit: decimalSchema,
    flat: decimalSchema,
    amount: exactSchema,
  })
  .readonly()

export const stageRefSchema = z.strictObject({ id: identifierSchema, use: identifierSchema, hash: hashSchema }).readonly()

export const chargeAdjustmentSchema = z
  .strictObject({ stage: identifierSchema, rule: identifierSchema, label: identifierSchema, amount: exactSchema })
  .readonly()

export const grantedUnitsSchema = z
  .strictObject({ grant: identifierSchema, from: instantSchema.exactOptional(), to: instantSchema.exactOptional(), quantity: exactSchema })
  .readonly()

export const chargeGroupSchema = z.strictObject({ key: identifierSchema, label: identifierSchema }).readonly()

export const chargeTargetSchema = z.strictObject({ amount: exactSchema, of: z.array(hashSchema).readonly() }).readonly()

/** A charge as rating makes it. That its keys and amounts follow from their sources is for `verifyInvoice` to say. */
export const chargeSchema = z
  .strictObject({
    chargeKey: hashSchema,
    ratingKey: hashSchema,
    side: z.enum(['retail', 'wholesale']),
    subscription: identifierSchema,
    plan: identifierSchema,
    planVersion: hashSchema,
    component: identifierSchema,
    label: identifierSchema.exactOptional(),
    product: identifierSchema.exactOptional(),
    meter: identifierSchema.exactOptional(),
    category: identifierSchema.exactOptional(),
    taxable: z.boolean().exactOptional(),
    taxCategory: identifierSchema.exactOptional(),
    taxRegionHint: identifierSchema.exactOptional(),
    dimensions: dimensionsSchema,
    from: instantSchema,
    to: instantSchema,
    billing: z.enum(['advance', 'arrears']),
    model: identifierSchema,
    quantity: exactSchema,
    amount: exactSchema,
    currency: currencyCodeSchema,
    trail: z.array(chargePartSchema).min(1).readonly(),
    granted: z.array(grantedUnitsSchema).min(1).readonly().exactOptional(),
    adjustments: z.array(chargeAdjustmentSchema).min(1).readonly().exactOptional(),
    group: chargeGroupSchema.exactOptional(),
    target: chargeTargetSchema.exactOptional(),
    stages: z.array(stageRefSchema).min(1).readonly(),
    usageDigest: hashSchema,
  })
  .readonly()
