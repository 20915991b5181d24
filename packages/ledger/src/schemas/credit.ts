import { currencyCodeSchema, decimalSchema, exactSchema, identifierSchema, instantSchema, moneySchema, periodGridSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkGrant } from '../credits/check-grant.js'
import { creditLimits, type CreditGrant } from '../credits/credit-grant.js'
import { refused } from './refused.js'

const names = z.array(identifierSchema).readonly()

export const creditScopeSchema = z
  .strictObject({ meters: names.exactOptional(), categories: names.exactOptional(), charges: names.exactOptional() })
  .readonly()

const terms = {
  id: identifierSchema,
  account: identifierSchema,
  kind: z.enum(['promotional', 'paid']),
  priority: z.int().min(0).max(creditLimits.highestPriority),
  createdAt: instantSchema,
  effectiveAt: instantSchema,
  expiresAt: instantSchema.exactOptional(),
  recurrence: periodGridSchema.exactOptional(),
  rollover: z.strictObject({ min: decimalSchema.exactOptional(), max: decimalSchema.exactOptional() }).readonly().exactOptional(),
  scope: creditScopeSchema.exactOptional(),
  restoredExpiry: z.union([z.enum(['original', 'never']), z.templateLiteral(['P', z.string()])]).exactOptional(),
  costBasis: moneySchema.exactOptional(),
  voidedAt: instantSchema.exactOptional(),
  reason: z.string().exactOptional(),
}

export const amountGrantSchema = z.strictObject({ ...terms, currency: currencyCodeSchema, amount: decimalSchema }).readonly()
export const quantityGrantSchema = z.strictObject({ ...terms, meter: identifierSchema, quantity: decimalSchema }).readonly()

/** A grant of money or of a quantity: what `checkGrant` refuses, the schema refuses. */
export const creditGrantSchema = z.union([amountGrantSchema, quantityGrantSchema]).superRefine(refused((grant: CreditGrant) => checkGrant(grant)))

const figuresOf = <S extends typeof decimalSchema | typeof exactSchema>(figure: S) =>
  z.strictObject({ grant: identifierSchema, granted: figure, consumed: figure, expired: figure, voided: figure, remaining: figure }).readonly()

export const grantBalanceSchema = figuresOf(exactSchema)

export const creditMovementSchema = z
  .strictObject({
    grant: identifierSchema,
    account: identifierSchema,
    sequence: z.int().min(0),
    kind: z.enum(['granted', 'consumed', 'expired', 'voided', 'restored']),
    cause: z.enum(['start', 'recurrence', 'reset', 'usage', 'overage', 'expiry', 'void', 'document', 'credit-note']),
    amount: decimalSchema,
    at: instantSchema,
    reach: z.enum(['before', 'turnover', 'instant']),
    bookedAt: instantSchema,
    document: z.string().exactOptional(),
    line: z.string().exactOptional(),
    restores: z.int().min(0).exactOptional(),
    voidedAt: instantSchema.exactOptional(),
    balance: figuresOf(decimalSchema),
  })
  .readonly()
