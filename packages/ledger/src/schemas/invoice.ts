import {
  currencyCodeSchema,
  decimalSchema,
  dimensionsSchema,
  exactSchema,
  hashSchema,
  identifierSchema,
  instantSchema,
  roundingModeSchema,
  taxScopeSchema,
  zoneSchema,
} from '@farthing/core/schemas'
import { chargeGroupSchema, chargeTargetSchema, stageRefSchema } from '@farthing/pricing/schemas'
import { z } from 'zod'

const tierSchema = z.int().min(1)

export const invoiceSubLineSchema = z
  .strictObject({
    description: z.string(),
    calculation: z.string(),
    tier: tierSchema.exactOptional(),
    quantity: exactSchema,
    unit: decimalSchema,
    flat: decimalSchema,
    exact: exactSchema,
    amount: decimalSchema,
  })
  .readonly()

export const invoiceLineAdjustmentSchema = z
  .strictObject({ description: z.string(), stage: identifierSchema, rule: identifierSchema, exact: exactSchema, amount: decimalSchema })
  .readonly()

export const invoiceLineSchema = z
  .strictObject({
    id: hashSchema,
    ratingKey: hashSchema,
    usageDigest: hashSchema,
    subscription: identifierSchema,
    plan: identifierSchema,
    planVersion: hashSchema,
    component: identifierSchema,
    product: identifierSchema.exactOptional(),
    meter: identifierSchema.exactOptional(),
    category: identifierSchema.exactOptional(),
    taxable: z.boolean().exactOptional(),
    taxCategory: identifierSchema.exactOptional(),
    taxRegionHint: identifierSchema.exactOptional(),
    dimensions: dimensionsSchema,
    billing: z.enum(['advance', 'arrears']),
    model: identifierSchema,
    description: z.string(),
    calculation: z.string(),
    from: instantSchema,
    to: instantSchema,
    quantity: exactSchema,
    exact: exactSchema,
    amount: decimalSchema,
    details: z.array(invoiceSubLineSchema).readonly(),
    adjustments: z.array(invoiceLineAdjustmentSchema).min(1).readonly().exactOptional(),
    group: chargeGroupSchema.exactOptional(),
    target: chargeTargetSchema.exactOptional(),
    stages: z.array(stageRefSchema).readonly(),
  })
  .readonly()

export const invoiceTotalsSchema = z.strictObject({ exact: exactSchema, net: decimalSchema, tax: decimalSchema, payable: decimalSchema }).readonly()

export const knownAtSchema = z.strictObject({ cut: z.string(), at: instantSchema }).readonly()

const roundingSchema = z
  .strictObject({
    mode: roundingModeSchema,
    exponent: z.int().min(-38).max(38),
    increment: decimalSchema,
    scope: z.enum(['perLine', 'perTotal']),
    taxScope: taxScopeSchema,
    taxMode: roundingModeSchema,
  })
  .readonly()

const draftShape = {
  kind: z.literal('invoice'),
  tenant: identifierSchema,
  account: identifierSchema,
  currency: currencyCodeSchema,
  zone: zoneSchema,
  from: instantSchema,
  to: instantSchema,
  rounding: roundingSchema,
  zeroLines: z.enum(['keep', 'omit']),
  lines: z.array(invoiceLineSchema).readonly(),
  totals: invoiceTotalsSchema,
  contentHash: hashSchema,
  knownAt: knownAtSchema,
}

/** A preview. Says that it is well-formed; that its figures are right is for `verifyInvoice` to say, once it is issued. */
export const draftInvoiceSchema = z.strictObject(draftShape).readonly()

/** An issued document. Well-formed, and no more than that: see {@link draftInvoiceSchema}. */
export const issuedInvoiceSchema = z
  .strictObject({
    ...draftShape,
    id: hashSchema,
    number: identifierSchema,
    series: identifierSchema,
    issuedAt: instantSchema,
    evidenceHash: hashSchema,
    documentHash: hashSchema,
  })
  .readonly()
