import { cadenceSchema, currencyCodeSchema, decimalSchema, hashSchema, identifierSchema, instantSchema, localDateSchema, meterSchema, zoneSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkCatalog } from '../catalog/check-catalog.js'
import { checkComponent } from '../catalog/component.js'
import { checkSubscription } from '../catalog/subscription.js'
import { accepted } from './accepted.js'
import { named } from './named.js'
import { priceSchema } from './price.js'
import { programSchema } from './program.js'
import { subscriptionChangeSchema } from './subscription-change.js'

export const productSchema = z.strictObject({ name: identifierSchema, external: named(identifierSchema).exactOptional() }).readonly()

export const componentSchema = z
  .strictObject({
    price: priceSchema,
    meter: identifierSchema.exactOptional(),
    by: z.array(identifierSchema).readonly().exactOptional(),
    product: identifierSchema.exactOptional(),
    billing: z.enum(['advance', 'arrears']).exactOptional(),
    proration: z.enum(['time', 'day', 'none']).exactOptional(),
    label: identifierSchema.exactOptional(),
    category: identifierSchema.exactOptional(),
    taxable: z.boolean().exactOptional(),
    taxCategory: identifierSchema.exactOptional(),
    taxRegionHint: identifierSchema.exactOptional(),
  })
  .readonly()
  .superRefine(accepted((component) => checkComponent(component, 'component')))

/** Components by name. */
export const componentsSchema = named(componentSchema)

export const priceBookSchema = z
  .strictObject({ currency: currencyCodeSchema, name: identifierSchema.exactOptional(), prices: named(componentSchema) })
  .readonly()

export const phaseSchema = z
  .strictObject({
    name: identifierSchema,
    lasts: z.union([z.strictObject({ periods: z.int().min(1).max(1_000) }).readonly(), cadenceSchema]),
    factor: decimalSchema.exactOptional(),
    prices: named(priceSchema).exactOptional(),
  })
  .readonly()

export const bundleSchema = z
  .strictObject({
    name: identifierSchema,
    plans: z.array(identifierSchema).min(1).readonly(),
    rate: decimalSchema.exactOptional(),
    products: z.array(identifierSchema).min(1).readonly().exactOptional(),
    values: named(decimalSchema).exactOptional(),
  })
  .readonly()

/** A complete plan: nothing in it is still drawn from a price book. */
export const planSchema = z
  .strictObject({
    currency: currencyCodeSchema,
    every: cadenceSchema,
    name: identifierSchema.exactOptional(),
    components: named(componentSchema),
    program: programSchema.exactOptional(),
    phases: z.array(phaseSchema).min(1).readonly().exactOptional(),
    type: identifierSchema.exactOptional(),
  })
  .readonly()

export const datedPlanSchema = z
  .strictObject({ effectiveFrom: instantSchema, plan: planSchema, corrects: hashSchema.exactOptional(), reason: identifierSchema.exactOptional() })
  .readonly()

/** A plan version by its shape. Whether it is the hash of its content is for `publishPlan` to say. */
export const planVersionSchema = z.strictObject({ plan: identifierSchema, version: hashSchema, content: planSchema }).readonly()

/** A catalogue as `checkCatalog` gives it. A book file that a person wrote may be shorter: read it with `checkCatalog`. */
export const catalogSchema = z
  .strictObject({ meters: named(meterSchema), products: named(productSchema), priceBooks: named(priceBookSchema), plans: named(planSchema), releases: named(z.array(datedPlanSchema).readonly()).exactOptional(), bundles: named(bundleSchema).exactOptional() })
  .readonly()
  .superRefine(accepted((catalog) => checkCatalog(catalog)))

export const wholesaleTermsSchema = z.strictObject({ account: identifierSchema, plan: identifierSchema, planVersion: hashSchema }).readonly()

export const subscriptionSchema = z
  .strictObject({
    id: identifierSchema,
    account: identifierSchema,
    plan: identifierSchema,
    planVersion: hashSchema,
    subjects: z.array(identifierSchema).readonly().exactOptional(),
    zone: zoneSchema,
    anchor: localDateSchema,
    anchorDay: z.int().min(1).max(31).exactOptional(),
    from: instantSchema,
    to: instantSchema.exactOptional(),
    wholesale: wholesaleTermsSchema.exactOptional(),
    changes: z.array(subscriptionChangeSchema).min(1).readonly().exactOptional(),
  })
  .readonly()
  .superRefine(accepted((subscription) => checkSubscription(subscription)))
