// models
export { priceSchema, tierSchema } from './price.js'

// charges
export { chargePartSchema, chargeSchema } from './charge.js'

// catalog
export { catalogSchema, componentSchema, planSchema, planVersionSchema, priceBookSchema, productSchema, subscriptionSchema } from './catalog.js'
