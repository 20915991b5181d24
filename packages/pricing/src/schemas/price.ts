import { decimalSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkPrice } from '../models/check-price.js'
import { accepted } from './accepted.js'

/** One tier by itself; that tiers fit together is a matter of their price. */
export const tierSchema = z
  .strictObject({ upTo: decimalSchema.exactOptional(), unit: decimalSchema, flat: decimalSchema.exactOptional() })
  .readonly()

const flatPriceSchema = z.strictObject({ model: z.literal('flat'), amount: decimalSchema }).readonly()

const perUnitPriceSchema = z.strictObject({ model: z.literal('per_unit'), unit: decimalSchema }).readonly()

const graduatedPriceSchema = z
  .strictObject({
    model: z.literal('graduated'),
    tiers: z.array(tierSchema).readonly(),
    zeroQuantity: z.enum(['nothing', 'first_tier_flat']).exactOptional(),
  })
  .readonly()

/** A valid price of any model, in canonical form. */
export const priceSchema = z
  .discriminatedUnion('model', [flatPriceSchema, perUnitPriceSchema, graduatedPriceSchema])
  .superRefine(accepted((price) => checkPrice(price, 'price')))
