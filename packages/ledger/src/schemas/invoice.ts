import {
  currencyCodeSchema,
  decimalSchema,
  dimensionsSchema,
  exactSchema,
  hashSchema,
  identifierSchema,
  instantSchema,
  intervalSchema,
  localDateSchema,
  paymentTermsSchema,
  roundingModeSchema,
  taxScopeSchema,
  zoneSchema,
} from '@farthing/core/schemas'
import { chargeGroupSchema, chargeTargetSchema, stageRefSchema } from '@farthing/pricing/schemas'
import { z } from 'zod'
import { fxSnapshotSchema, presentationSchema } from './currencies.js'
import { documentTaxSchema } from './document-tax.js'
import { taxRegistrationSchema } from './tax-request.js'

const sideSchema = z.enum(['retail', 'wholesale'])

const tierSchema = z.int().min(1)

export const invoiceSubLineSchema = z
  .strictObject({
    description: z.string(),
    calculation: z.string(),
    tier: tierSchema.exactOptional(),
    quantity: exactSchema,
    counted: exactSchema.exactOptional(),
    unit: decimalSchema,
    baseQuantity: decimalSchema.exactOptional(),
    basePrice: decimalSchema.exactOptional(),
    flat: decimalSchema,
    exact: exactSchema,
    amount: decimalSchema,
  })
  .readonly()

export const invoiceLineAdjustmentSchema = z
  .strictObject({ description: z.string(), stage: identifierSchema, rule: identifierSchema, exact: exactSchema, amount: decimalSchema })
  .readonly()

const lineConversionSchema = z.strictObject({ currency: currencyCodeSchema, exact: exactSchema, snapshot: hashSchema }).readonly()

export const invoiceLineSchema = z
  .strictObject({
    id: hashSchema,
    ratingKey: hashSchema,
    usageDigest: hashSchema,
    side: sideSchema.exactOptional(),
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
    conversion: lineConversionSchema.exactOptional(),
    exact: exactSchema,
    amount: decimalSchema,
    details: z.array(invoiceSubLineSchema).readonly(),
    adjustments: z.array(invoiceLineAdjustmentSchema).min(1).readonly().exactOptional(),
    group: chargeGroupSchema.exactOptional(),
    target: chargeTargetSchema.exactOptional(),
    stages: z.array(stageRefSchema).readonly(),
  })
  .readonly()

const lineShareSchema = z.strictObject({ line: z.string(), amount: decimalSchema }).readonly()

const invoiceAdjustmentSchema = z
  .strictObject({
    id: identifierSchema,
    label: z.string(),
    reason: z.string(),
    actor: z.string(),
    amount: decimalSchema,
    effectiveAt: instantSchema,
    discountable: z.literal(false).exactOptional(),
    taxable: z.boolean(),
    taxCategory: identifierSchema.exactOptional(),
    taxRegionHint: identifierSchema.exactOptional(),
  })
  .readonly()

const invoiceDiscountSchema = z
  .strictObject({
    key: identifierSchema,
    kind: z.enum(['discount', 'promotional_credit']),
    label: z.string(),
    reason: z.string().exactOptional(),
    grant: identifierSchema.exactOptional(),
    amount: decimalSchema,
    lines: z.array(lineShareSchema).readonly(),
  })
  .readonly()

const invoiceSettlementSchema = z
  .strictObject({ grant: identifierSchema, label: z.string(), amount: decimalSchema, lines: z.array(lineShareSchema).readonly() })
  .readonly()

const addressSchema = z
  .strictObject({
    lines: z.array(z.string()).readonly(),
    city: z.string().exactOptional(),
    postCode: z.string().exactOptional(),
    subdivision: z.string().exactOptional(),
    country: z.string(),
  })
  .readonly()

const invoicePartySchema = z
  .strictObject({
    id: identifierSchema,
    name: z.string(),
    address: addressSchema.exactOptional(),
    contact: z.string().exactOptional(),
    reference: z.string().exactOptional(),
    registrations: z.array(taxRegistrationSchema).readonly().exactOptional(),
  })
  .readonly()

export const invoiceTotalsSchema = z
  .strictObject({
    exact: exactSchema,
    subtotal: decimalSchema,
    discounts: decimalSchema,
    net: decimalSchema,
    tax: decimalSchema,
    gross: decimalSchema,
    credits: decimalSchema,
    rounding: decimalSchema,
    payable: decimalSchema,
  })
  .readonly()

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

const layoutSchema = z
  .strictObject({ tierRows: z.enum(['rows', 'details']).exactOptional(), baseQuantities: z.array(decimalSchema).readonly().exactOptional() })
  .readonly()

const draftShape = {
  kind: z.literal('invoice'),
  tenant: identifierSchema,
  account: identifierSchema,
  side: sideSchema.exactOptional(),
  group: z.string().min(1).max(600).exactOptional(),
  sequence: z.int().min(1).exactOptional(),
  currency: currencyCodeSchema,
  zone: zoneSchema,
  from: instantSchema,
  to: instantSchema,
  advance: intervalSchema.exactOptional(),
  rounding: roundingSchema,
  zeroLines: z.enum(['keep', 'omit']),
  seller: invoicePartySchema.exactOptional(),
  customer: invoicePartySchema.exactOptional(),
  recipient: invoicePartySchema.exactOptional(),
  paymentTerms: paymentTermsSchema.exactOptional(),
  layout: layoutSchema.exactOptional(),
  lines: z.array(invoiceLineSchema).readonly(),
  adjustments: z.array(invoiceAdjustmentSchema).min(1).readonly().exactOptional(),
  discounts: z.array(invoiceDiscountSchema).min(1).readonly().exactOptional(),
  tax: documentTaxSchema.exactOptional(),
  settlements: z.array(invoiceSettlementSchema).min(1).readonly().exactOptional(),
  totals: invoiceTotalsSchema,
  conversions: z.array(fxSnapshotSchema).min(1).readonly().exactOptional(),
  presentation: presentationSchema.exactOptional(),
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
    dueDate: localDateSchema.exactOptional(),
    evidenceHash: hashSchema,
    documentHash: hashSchema,
  })
  .readonly()
