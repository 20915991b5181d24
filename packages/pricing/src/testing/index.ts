// arbitraries
export { arbitraryFlatPrice, arbitraryGraduatedPrice, arbitraryPerUnitPrice, arbitraryPrice, arbitraryPricedQuantities, arbitraryQuantity, arbitraryTiers } from './arbitrary-prices.js'
export type { PriceConstraints, PricedQuantities, TierConstraints } from './arbitrary-prices.js'

// laws
export { assertExactPrices, assertMarginalPrices, assertScaleFree, assertTierSplit, assertTiersConserve, assertZeroIsFree } from './price-laws.js'
export type { MarginalRating, PriceRater } from './price-laws.js'
export { assertValidPlans } from './plan-laws.js'
export type { PriceChecking } from './plan-laws.js'

// rating
export { arbitraryPlan } from './arbitrary-plans.js'
export type { PlanConstraints } from './arbitrary-plans.js'
export { arbitraryContractPeriod, arbitraryRatingInput } from './arbitrary-rating.js'
export type { ContractPeriod } from './arbitrary-rating.js'
export { assertSlicesSum, assertUsageIsCharged, assertUsageOrderFree } from './rating-laws.js'
export type { PeriodRater } from './rating-laws.js'
