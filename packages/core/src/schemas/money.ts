import { z } from 'zod'
import { roundingModes } from '../money/check-rounding-rule.js'
import { signOf } from '../money/compare.js'
import { checkCurrency } from '../money/currencies/check-currency.js'
import { canonical } from './canonical.js'
import { decimalSchema } from './exact.js'

/** An ISO 4217 code, in use or withdrawn. A host with currencies of its own replaces it. */
export const currencyCodeSchema = canonical((code) => checkCurrency(code).code)

/** An amount in major units, also finer than the minor unit. */
export const moneySchema = z.strictObject({ amount: decimalSchema, currency: currencyCodeSchema }).readonly()

export const roundingModeSchema = z.enum(roundingModes)

const exponentSchema = z.int().min(-38).max(38)
const incrementSchema = decimalSchema.refine((increment) => signOf(increment) > 0, 'a rounding increment is positive')

export const roundingRuleSchema = z
  .strictObject({ mode: roundingModeSchema, exponent: exponentSchema, increment: incrementSchema.exactOptional() })
  .readonly()

export const taxScopeSchema = z.enum(['perKey', 'perLine', 'perDocument'])

export const roundingPolicySchema = z
  .strictObject({
    mode: roundingModeSchema,
    exponent: exponentSchema.exactOptional(),
    increment: incrementSchema.exactOptional(),
    scope: z.enum(['perLine', 'perTotal']),
    taxScope: taxScopeSchema.exactOptional(),
    taxMode: roundingModeSchema.exactOptional(),
  })
  .readonly()
