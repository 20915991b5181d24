import { cadenceSchema, currencyCodeSchema, hashSchema, identifierSchema, instantSchema, localDateSchema, meterSchema, zoneSchema } from '@farthing/core/schemas'
import { z } from 'zod'
import { checkCatalog } from '../catalog/check-catalog.js'
import { checkComponent } from '../catalog/component.js'
import { checkSubscription } from '../catalog/subscription.js'
import { accepted } from './accepted.js'
import { named } from './named.js'
import { priceSchema } from './price.js'

export const productSchema = z.strictObject({ name: identifierSchema, external: named(identifierSchema).exactOptional() }).readonly()

export const componentSchema = z
  .strictObject({
    price: priceSchema,
    meter: identifierSchema.exactOptional(),
    by: z.array(identifierSchema).readonly().exactOptional(),
    product: identifierSchema.exactOptional(),
    billing: z.enum(['advance', 'arrears']).exactOptional(),
    proration: z.enum(['time', 'none']).exactOptional(),
    label: identifierSchema.exactOptional(),
  })
  .readonly()
  .superRefine(accepted((component) => checkComponent(component, 'component')))

export const priceBookSchema = z
  .strictObject({ currency: currencyCodeSchema, name: identifierSchema.exactOptional(), prices: named(componentSchema) })
  .readonly()

/** A complete plan: nothing in it is still drawn from a price book. */
export const planSchema = z
  .strictObject({ currency: currencyCodeSchema, every: cadenceSchema, name: identifierSchema.exactOptional(), components: named(componentSchema) })
  .readonly()

/** A plan version by its shape. Whether it is the hash of its content is for `publishPlan` to say. */
export const planVersionSchema = z.strictObject({ plan: identifierSchema, version: hashSchema, content: planSchema }).readonly()

/** A catalogue as `checkCatalog` gives it. A book file that a person wrote may be shorter: read it with `checkCatalog`. */
export const catalogSchema = z
  .strictObject({ meters: named(meterSchema), products: named(productSchema), priceBooks: named(priceBookSchema), plans: named(planSchema) })
  .readonly()
  .superRefine(accepted((catalog) => checkCatalog(catalog)))

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
  })
  .readonly()
  .superRefine(accepted((subscription) => checkSubscription(subscription)))
