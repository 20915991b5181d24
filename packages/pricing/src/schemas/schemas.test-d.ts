import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { Catalog } from '../catalog/catalog.js'
import type { Component } from '../catalog/component.js'
import type { Plan } from '../catalog/plan.js'
import type { PriceBook } from '../catalog/price-book.js'
import type { Product } from '../catalog/product.js'
import type { PlanVersion } from '../catalog/publish-plan.js'
import type { Subscription } from '../catalog/subscription.js'
import type { Charge } from '../charges/charge.js'
import type { ChargePart } from '../models/charge-part.js'
import type { Price } from '../models/price.js'
import type { Tier } from '../models/tier.js'
import type { catalogSchema, componentSchema, planSchema, planVersionSchema, priceBookSchema, productSchema, subscriptionSchema } from './catalog.js'
import type { chargePartSchema, chargeSchema } from './charge.js'
import type { priceSchema, tierSchema } from './price.js'

/** Each property by itself, so that interfaces with a parent and without one compare. */
type Flat<T> = T extends object ? { [K in keyof T]: T[K] } : T

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof tierSchema>>().toEqualTypeOf<Tier>()
  expectTypeOf<z.output<typeof priceSchema>>().toEqualTypeOf<Price>()
  expectTypeOf<z.output<typeof chargePartSchema>>().toEqualTypeOf<ChargePart>()
  expectTypeOf<Flat<z.output<typeof chargeSchema>>>().toEqualTypeOf<Flat<Charge>>()
  expectTypeOf<z.output<typeof productSchema>>().toEqualTypeOf<Product>()
  expectTypeOf<Flat<z.output<typeof componentSchema>>>().toEqualTypeOf<Flat<Component>>()
  expectTypeOf<z.output<typeof priceBookSchema>>().toEqualTypeOf<PriceBook>()
  expectTypeOf<z.output<typeof planSchema>>().toEqualTypeOf<Plan>()
  expectTypeOf<z.output<typeof planVersionSchema>>().toEqualTypeOf<PlanVersion>()
  expectTypeOf<z.output<typeof catalogSchema>>().toEqualTypeOf<Catalog>()
  expectTypeOf<z.output<typeof subscriptionSchema>>().toEqualTypeOf<Subscription>()
})
