import { currencyCodeSchema, hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { factPackNames } from '../charges/pipeline/fact-pack.js'
import { amountSteps } from '../charges/pipeline/manifest.js'

const intervalShape = z.strictObject({ from: instantSchema, to: instantSchema }).readonly()
const count = z.int().min(0)
const version = z.int().min(1)

/** What holds for a whole run, as a stage sees it. */
export const stageContextSchema = z
  .strictObject({
    tenant: identifierSchema,
    side: z.enum(['retail', 'wholesale']),
    account: identifierSchema,
    subscription: identifierSchema.exactOptional(),
    currency: currencyCodeSchema,
    period: intervalShape,
    billed: intervalShape,
    startedAt: instantSchema.exactOptional(),
    continues: z.literal(true).exactOptional(),
  })
  .readonly()

export const factNeedSchema = z
  .strictObject({
    pack: z.enum(factPackNames),
    versions: z.array(version).min(1).readonly(),
    fields: z.array(identifierSchema).readonly(),
    filters: z.array(identifierSchema).readonly().exactOptional(),
    required: z.boolean(),
  })
  .readonly()

/** What a stage says of itself. */
export const manifestSchema = z
  .strictObject({
    name: identifierSchema,
    version,
    kind: z.enum(['quantity', 'price', 'amount']),
    scope: z.enum(['charge', 'component', 'subscription', 'account']),
    prices: z.boolean().exactOptional(),
    step: z.enum(amountSteps).exactOptional(),
    facts: z.array(factNeedSchema).readonly(),
    events: z.array(identifierSchema).readonly().exactOptional(),
    limits: z.strictObject({ charges: count, effects: count }).readonly(),
    module: hashSchema.exactOptional(),
  })
  .readonly()
