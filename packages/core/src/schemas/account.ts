import { z } from 'zod'
import { checkPaymentTerms } from '../accounts/check-payment-terms.js'
import { checkAccount } from '../accounts/check-account.js'
import type { Account } from '../accounts/account-type.js'
import type { PaymentTerms } from '../accounts/payment-terms.js'
import { accepted } from './checked.js'
import { currencyCodeSchema } from './money.js'
import { identifierSchema } from './text.js'
import { instantSchema, zoneSchema } from './time.js'

const rollSchema = z.enum(['following', 'preceding', 'modified_following'])

export const paymentTermsSchema = z
  .discriminatedUnion('due', [
    z.strictObject({ due: z.literal('on_receipt'), roll: rollSchema.exactOptional() }).readonly(),
    z.strictObject({ due: z.literal('net'), days: z.int(), count: z.enum(['calendar', 'business']).exactOptional(), roll: rollSchema.exactOptional() }).readonly(),
    z.strictObject({ due: z.literal('end_of_month'), months: z.int(), roll: rollSchema.exactOptional() }).readonly(),
    z.strictObject({ due: z.literal('day_of_month'), day: z.int(), months: z.int(), roll: rollSchema.exactOptional() }).readonly(),
  ])
  .superRefine(accepted((terms: PaymentTerms) => checkPaymentTerms(terms)))

export const postalAddressSchema = z
  .strictObject({
    lines: z.array(z.string()).readonly(),
    city: identifierSchema.exactOptional(),
    postCode: identifierSchema.exactOptional(),
    subdivision: identifierSchema.exactOptional(),
    country: z.string(),
  })
  .readonly()

const exemptionSchema = z
  .strictObject({
    jurisdiction: identifierSchema,
    tax: identifierSchema.exactOptional(),
    category: identifierSchema.exactOptional(),
    reason: z.strictObject({ code: identifierSchema, text: identifierSchema }).readonly(),
    certificate: identifierSchema.exactOptional(),
    from: instantSchema.exactOptional(),
    to: instantSchema.exactOptional(),
  })
  .readonly()

export const taxProfileSchema = z
  .strictObject({
    jurisdiction: identifierSchema,
    registrations: z.array(z.strictObject({ tax: identifierSchema, jurisdiction: identifierSchema, number: identifierSchema }).readonly()).readonly(),
    exemptions: z.array(exemptionSchema).readonly().exactOptional(),
  })
  .readonly()

export const externalReferenceSchema = z.strictObject({ kind: identifierSchema, provider: identifierSchema, id: identifierSchema }).readonly()

const projectSchema = z.strictObject({ id: identifierSchema, name: identifierSchema.exactOptional(), parent: identifierSchema.exactOptional() }).readonly()

/** Takes what `checkAccount` takes and gives back unchanged. */
export const accountSchema = z
  .strictObject({
    id: identifierSchema,
    kind: z.enum(['customer', 'reseller', 'house']),
    name: identifierSchema.exactOptional(),
    currency: currencyCodeSchema,
    zone: zoneSchema,
    parent: identifierSchema.exactOptional(),
    invoiceRecipient: identifierSchema.exactOptional(),
    notificationRecipients: z.array(identifierSchema).readonly().exactOptional(),
    address: postalAddressSchema.exactOptional(),
    contact: identifierSchema.exactOptional(),
    reference: identifierSchema.exactOptional(),
    terms: paymentTermsSchema.exactOptional(),
    invoiceGrouping: z
      .strictObject({ by: z.enum(['account', 'subscription', 'product']), advance: z.enum(['together', 'separate']).exactOptional() })
      .readonly()
      .exactOptional(),
    taxProfile: taxProfileSchema.exactOptional(),
    taxResponsibility: z.enum(['tenant', 'account']).exactOptional(),
    creditRiskOwner: identifierSchema.exactOptional(),
    priceBooks: z.strictObject({ retail: identifierSchema.exactOptional(), wholesale: identifierSchema.exactOptional() }).readonly().exactOptional(),
    projects: z.array(projectSchema).readonly().exactOptional(),
    externalReferences: z.array(externalReferenceSchema).readonly().exactOptional(),
  })
  .readonly()
  .superRefine(accepted((account: Account) => checkAccount(account)))
