import { decimalSchema, identifierSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkPrice } from '../models/check-price.js'
import { accepted } from './accepted.js'
import { named } from './named.js'

const decimal = decimalSchema
const optionalDecimal = decimalSchema.exactOptional()
const zeroQuantity = z.enum(['nothing', 'first_tier_flat']).exactOptional()
const bound = z.enum(['inclusive', 'exclusive']).exactOptional()
const blocks = z.enum(['exact', 'started']).exactOptional()

/** One tier by itself; that tiers fit together is a matter of their price. */
export const tierSchema = z
  .strictObject({ upTo: optionalDecimal, unit: decimal, per: optionalDecimal, flat: optionalDecimal, cap: optionalDecimal })
  .readonly()

const tiers = z.array(tierSchema).readonly()

const stepSchema = z.strictObject({ upTo: optionalDecimal, limits: named(decimal).exactOptional(), amount: decimal }).readonly()

const percentageTierSchema = z.strictObject({ upTo: optionalDecimal, rate: decimal, flat: optionalDecimal, cap: optionalDecimal }).readonly()

const matrixRowSchema = z.strictObject({ when: named(identifierSchema.nullable()), unit: decimal }).readonly()

const fixedServiceSchema = z.strictObject({ name: identifierSchema, value: decimal }).readonly()

const schemas = [
  z.strictObject({ model: z.literal('flat'), amount: decimal }).readonly(),
  z.strictObject({ model: z.literal('per_unit'), unit: decimal, per: optionalDecimal, blocks }).readonly(),
  z
    .strictObject({
      model: z.literal('package'),
      size: decimal,
      amount: decimal,
      free: optionalDecimal,
      rounding: z.enum(['up', 'down']).exactOptional(),
      roundingOrder: z.enum(['after_allowance', 'before_allowance']).exactOptional(),
    })
    .readonly(),
  z.strictObject({ model: z.literal('graduated'), tiers, zeroQuantity, blocks }).readonly(),
  z.strictObject({ model: z.literal('volume'), tiers, bound, zeroQuantity, blocks }).readonly(),
  z.strictObject({ model: z.literal('stairstep'), steps: z.array(stepSchema).readonly(), bound, zeroQuantity }).readonly(),
  z
    .strictObject({
      model: z.literal('percentage'),
      rate: decimal,
      fixed: optionalDecimal,
      freeTransactions: z.int().min(0).exactOptional(),
      freeAmount: optionalDecimal,
      minimum: optionalDecimal,
      maximum: optionalDecimal,
    })
    .readonly(),
  z.strictObject({ model: z.literal('graduated_percentage'), tiers: z.array(percentageTierSchema).readonly(), zeroQuantity }).readonly(),
  z.strictObject({ model: z.literal('matrix'), rows: z.array(matrixRowSchema).readonly(), otherwise: optionalDecimal }).readonly(),
  z.strictObject({ model: z.literal('dynamic'), multiplier: optionalDecimal, amountPath: identifierSchema.exactOptional() }).readonly(),
  z
    .strictObject({
      model: z.literal('hourly'),
      rate: decimal,
      rates: named(decimal).exactOptional(),
      minimumMinutes: optionalDecimal,
      incrementMinutes: optionalDecimal,
    })
    .readonly(),
  z.strictObject({ model: z.literal('bucket'), included: decimal, fee: optionalDecimal, overage: decimal, rolloverLimit: optionalDecimal }).readonly(),
  z.strictObject({ model: z.literal('fixed_fmv'), amount: decimal, services: z.array(fixedServiceSchema).readonly() }).readonly(),
] as const

/** A valid price of any model, in canonical form. */
export const priceSchema = z.discriminatedUnion('model', schemas).superRefine(accepted((price) => checkPrice(price, 'price')))
