import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { Bundle } from '../catalog/bundles/bundle.js'
import type { Catalog } from '../catalog/catalog.js'
import type { Component } from '../catalog/component.js'
import type { Plan } from '../catalog/plan.js'
import type { PriceBook } from '../catalog/price-book.js'
import type { Product } from '../catalog/product.js'
import type { PlanVersion } from '../catalog/publish-plan.js'
import type { DatedPlan } from '../catalog/releases/dated-plan.js'
import type { SubscriptionChange } from '../catalog/changes/subscription-change.js'
import type { Phase } from '../catalog/phases/phase.js'
import type { Subscription, WholesaleTerms } from '../catalog/subscription.js'
import type { ChargeAdjustment, StageRef } from '../charges/charge-adjustment.js'
import type { Charge } from '../charges/charge.js'
import type { Facts } from '../charges/pipeline/facts.js'
import type { FactNeed, Manifest } from '../charges/pipeline/manifest.js'
import type { Program } from '../charges/pipeline/program.js'
import type { StageContext } from '../charges/pipeline/stage.js'
import type { ChargeSelector } from '../charges/pipeline/select-charges.js'
import type { ChargePart } from '../models/charge-part.js'
import type { Price } from '../models/price.js'
import type { Tier } from '../models/tier.js'
import type { bundleSchema, catalogSchema, componentSchema, datedPlanSchema, phaseSchema, planSchema, planVersionSchema, priceBookSchema, productSchema, subscriptionSchema, wholesaleTermsSchema } from './catalog.js'
import type { chargeAdjustmentSchema, chargePartSchema, chargeSchema, stageRefSchema } from './charge.js'
import type { priceSchema, tierSchema } from './price.js'
import type { factsSchema } from './facts.js'
import type { chargeSelectorSchema, programSchema } from './program.js'
import type { factNeedSchema, manifestSchema, stageContextSchema } from './stage.js'
import type { subscriptionChangeSchema } from './subscription-change.js'

/** Each property by itself, so that interfaces with a parent and without one compare. */
type Flat<T> = T extends object ? { [K in keyof T]: T[K] } : T

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof tierSchema>>().toEqualTypeOf<Tier>()
  expectTypeOf<z.output<typeof priceSchema>>().toEqualTypeOf<Price>()
  expectTypeOf<z.output<typeof chargePartSchema>>().toEqualTypeOf<ChargePart>()
  expectTypeOf<Flat<z.output<typeof chargeSchema>>>().toEqualTypeOf<Flat<Charge>>()
  expectTypeOf<z.output<typeof chargeAdjustmentSchema>>().toEqualTypeOf<ChargeAdjustment>()
  expectTypeOf<z.output<typeof stageRefSchema>>().toEqualTypeOf<StageRef>()
  expectTypeOf<z.output<typeof chargeSelectorSchema>>().toEqualTypeOf<ChargeSelector>()
  expectTypeOf<z.output<typeof programSchema>>().toEqualTypeOf<Program>()
  expectTypeOf<z.output<typeof factsSchema>>().toEqualTypeOf<Facts>()
  expectTypeOf<z.output<typeof factNeedSchema>>().toEqualTypeOf<FactNeed>()
  expectTypeOf<z.output<typeof manifestSchema>>().toEqualTypeOf<Manifest>()
  expectTypeOf<z.output<typeof stageContextSchema>>().toEqualTypeOf<StageContext>()
  expectTypeOf<z.output<typeof productSchema>>().toEqualTypeOf<Product>()
  expectTypeOf<Flat<z.output<typeof componentSchema>>>().toEqualTypeOf<Flat<Component>>()
  expectTypeOf<z.output<typeof priceBookSchema>>().toEqualTypeOf<PriceBook>()
  expectTypeOf<z.output<typeof planSchema>>().toEqualTypeOf<Plan>()
  expectTypeOf<z.output<typeof planVersionSchema>>().toEqualTypeOf<PlanVersion>()
  expectTypeOf<z.output<typeof catalogSchema>>().toEqualTypeOf<Catalog>()
  expectTypeOf<z.output<typeof datedPlanSchema>>().toEqualTypeOf<DatedPlan>()
  expectTypeOf<z.output<typeof bundleSchema>>().toEqualTypeOf<Bundle>()
  expectTypeOf<z.output<typeof phaseSchema>>().toEqualTypeOf<Phase>()
  expectTypeOf<Flat<z.output<typeof subscriptionChangeSchema>>>().toEqualTypeOf<Flat<SubscriptionChange>>()
  expectTypeOf<z.output<typeof wholesaleTermsSchema>>().toEqualTypeOf<WholesaleTerms>()
  expectTypeOf<z.output<typeof subscriptionSchema>>().toEqualTypeOf<Subscription>()
})
