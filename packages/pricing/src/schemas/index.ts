// models
export { priceSchema, tierSchema } from './price.js'

// charges
export { chargeAdjustmentSchema, chargeGroupSchema, chargePartSchema, chargeSchema, chargeTargetSchema, grantedUnitsSchema, stageRefSchema } from './charge.js'
export { chargeSelectorSchema, programSchema } from './program.js'
export { factNeedSchema, manifestSchema, stageContextSchema } from './stage.js'
export { factsSchema } from './facts.js'
export { jsonSchemaNames, jsonSchemas } from './json-schemas.js'
export type { JsonSchemaName } from './json-schemas.js'

// catalog
export { bundleSchema, catalogSchema, componentSchema, componentsSchema, datedPlanSchema, planSchema, phaseSchema, planVersionSchema, priceBookSchema, productSchema, subscriptionSchema, wholesaleTermsSchema } from './catalog.js'
export { subscriptionChangeSchema } from './subscription-change.js'
