import { decimalSchema, hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkChange } from '../catalog/changes/check-changes.js'
import { accepted } from './accepted.js'
import { priceSchema } from './price.js'

const decision = { id: identifierSchema, at: instantSchema, decidedAt: instantSchema }
const to = instantSchema.exactOptional()
const side = z.enum(['retail', 'wholesale']).exactOptional()

const schemas = [
  z
    .strictObject({ kind: z.literal('plan'), ...decision, side, plan: identifierSchema, planVersion: hashSchema, phases: z.literal('skipped').exactOptional() })
    .readonly(),
  z.strictObject({ kind: z.literal('pause'), ...decision, to, usage: z.literal('billed').exactOptional() }).readonly(),
  z.strictObject({ kind: z.literal('resume'), ...decision }).readonly(),
  z.strictObject({ kind: z.literal('cancel'), ...decision, instead: instantSchema.exactOptional() }).readonly(),
  z
    .strictObject({ kind: z.literal('add_on'), ...decision, to, side, addOn: identifierSchema, plan: identifierSchema, planVersion: hashSchema, quantity: decimalSchema })
    .readonly(),
  z.strictObject({ kind: z.literal('override'), ...decision, to, side, component: identifierSchema, price: priceSchema.exactOptional(), replaces: identifierSchema.exactOptional() }).readonly(),
  z.strictObject({ kind: z.literal('withdraw'), ...decision, change: identifierSchema }).readonly(),
] as const

/** One change by itself. Whether the changes of a subscription fit together is for `subscriptionSchema` to say. */
export const subscriptionChangeSchema = z.discriminatedUnion('kind', schemas).superRefine(accepted((change) => checkChange(change, 'change')))
