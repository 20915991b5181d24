import { currencyCodeSchema, decimalSchema, hashSchema, identifierSchema, instantSchema, roundingModeSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkFxSnapshot } from '../currencies/fx-snapshot.js'
import { refused } from './refused.js'

export const fxInverseSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('divide') }).readonly(),
  z.strictObject({ rule: z.literal('stated'), rate: decimalSchema }).readonly(),
  z.strictObject({ rule: z.literal('refuse') }).readonly(),
])

const rateShape = { base: currencyCodeSchema, quote: currencyCodeSchema, rate: decimalSchema, inverse: fxInverseSchema, at: instantSchema }

/** A snapshot whose id is that of its content: what `checkFxSnapshot` refuses, the schema refuses. */
export const fxSnapshotSchema = z
  .strictObject({ id: hashSchema, ...rateShape, provider: identifierSchema })
  .readonly()
  .superRefine(refused((snapshot) => checkFxSnapshot(snapshot)))

/** Configured rates. That a pair has one rate at an instant is for `fxSnapshotAt` to say. */
export const fxRateBookSchema = z
  .strictObject({
    provider: identifierSchema,
    rates: z.array(z.strictObject(rateShape).readonly()).readonly(),
    maxAgeMs: z.int().min(0).exactOptional(),
  })
  .readonly()

const presentedAmountSchema = z.strictObject({ key: identifierSchema, amount: decimalSchema }).readonly()

export const presentationSchema = z
  .strictObject({
    currency: currencyCodeSchema,
    snapshot: fxSnapshotSchema,
    mode: roundingModeSchema,
    total: decimalSchema,
    amounts: z.array(presentedAmountSchema).readonly(),
  })
  .readonly()

/** What a tenant says about currencies. */
export const currencySettingsSchema = z
  .strictObject({
    default: currencyCodeSchema,
    allowed: z.array(currencyCodeSchema).readonly().exactOptional(),
    presentation: currencyCodeSchema.exactOptional(),
  })
  .readonly()
