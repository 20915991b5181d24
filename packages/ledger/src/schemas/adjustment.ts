import { currencyCodeSchema, decimalSchema, hashSchema, identifierSchema, instantSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import type { AdjustmentRecord } from '../invoices/adjustments/adjustment-record.js'
import { checkAdjustment } from '../invoices/adjustments/check-adjustment.js'
import { creditScopeSchema } from './credit.js'
import { refused } from './refused.js'

const reasonSchema = z.string().min(1).max(1_000)

const terms = { id: z.string().min(1).max(128), account: identifierSchema, reason: reasonSchema, actor: identifierSchema, recordedAt: instantSchema, needsApproval: z.boolean() }

const amountAdjustmentSchema = z
  .strictObject({
    kind: z.literal('amount'),
    ...terms,
    label: identifierSchema,
    currency: currencyCodeSchema,
    amount: decimalSchema,
    effectiveAt: instantSchema,
    discountable: z.boolean().exactOptional(),
    taxable: z.boolean().exactOptional(),
    taxCategory: identifierSchema.exactOptional(),
    taxRegionHint: identifierSchema.exactOptional(),
  })
  .readonly()

const lineAdjustmentSchema = z.strictObject({ kind: z.literal('line'), ...terms, currency: currencyCodeSchema, line: hashSchema, amount: decimalSchema }).readonly()

const discountAdjustmentSchema = z
  .strictObject({
    kind: z.literal('discount'),
    ...terms,
    label: identifierSchema,
    percent: decimalSchema.exactOptional(),
    amount: decimalSchema.exactOptional(),
    currency: currencyCodeSchema.exactOptional(),
    scope: creditScopeSchema.exactOptional(),
    effectiveAt: instantSchema,
    endsAt: instantSchema.exactOptional(),
  })
  .readonly()

/** What a person decided: what `checkAdjustment` refuses, the schema refuses. */
export const adjustmentRecordSchema = z
  .discriminatedUnion('kind', [amountAdjustmentSchema, lineAdjustmentSchema, discountAdjustmentSchema])
  .superRefine(refused((adjustment: AdjustmentRecord) => checkAdjustment(adjustment)))

/** One step of an adjustment. That it follows the one before is for `adjustmentStanding` to say. */
export const adjustmentStepSchema = z
  .strictObject({
    adjustment: z.string().min(1).max(128),
    revision: z.int().min(1),
    move: z.enum(['approve', 'apply', 'release', 'withdraw']),
    actor: identifierSchema,
    at: instantSchema,
    document: hashSchema.exactOptional(),
    reason: reasonSchema.exactOptional(),
  })
  .readonly()
