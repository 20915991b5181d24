// arbitraries
export { arbitraryLimitSteps, arbitraryPrice, arbitraryPriceOf, arbitraryTiers } from './arbitrary-prices.js'
export type { PriceConstraints, PriceOf } from './arbitrary-prices.js'
export { arbitraryPricedFacts, arbitraryPricedQuantities, arbitraryQuantity } from './arbitrary-facts.js'
export type { PricedQuantities } from './arbitrary-facts.js'

// laws
export { assertExactPrices, assertMarginalPrices, assertScaleFree, assertTierSplit, assertTiersConserve, assertZeroIsFree } from './price-laws.js'
export type { MarginalRating, PriceRater } from './price-laws.js'
export { assertValidPlans } from './plan-laws.js'
export type { PriceChecking } from './plan-laws.js'

export { assertNumericGate, assertPricesGated } from './numeric-gate-laws.js'
export type { NumericEntry, NumericGateOptions } from './numeric-gate-laws.js'

// rating
export { arbitraryPlan } from './arbitrary-plans.js'
export type { PlanConstraints } from './arbitrary-plans.js'
export { arbitraryUsage } from './arbitrary-usage.js'
export type { UsageConstraints } from './arbitrary-usage.js'
export { arbitraryContractPeriod, arbitraryRatingInput, arbitrarySubscription } from './arbitrary-rating.js'
export type { ContractConstraints, ContractPeriod } from './arbitrary-rating.js'
export { assertSlicesSum, assertUsageIsCharged, assertUsageOrderFree } from './rating-laws.js'
export type { PeriodRater } from './rating-laws.js'
export { assertCommitmentsHold } from './commitment-laws.js'
export { assertCurrenciesKept } from './currency-laws.js'
export type { CurrencyRules } from './currency-laws.js'

// proration
export { assertChangesBalance, assertSharesSum } from './proration-laws.js'
export type { ChangeRater, ShareOf } from './proration-laws.js'
export { assertSlicesAllocate } from './allocation-laws.js'
export type { MinorUnitSlicing } from './allocation-laws.js'

// a plan of one's own
export { assertPlanLaws } from './plan/assert-plan-laws.js'
export type { ComponentRater, PlanLawOptions } from './plan/plan-law-options.js'

// a stage of one's own
export { jsonSchemaFixtures } from './fixtures/json-schema-fixtures.js'
export { sampleFacts } from './fixtures/sample-facts.js'
export { assertStageContract } from './assert-stage-contract.js'
export type { StageSample } from './assert-stage-contract.js'
