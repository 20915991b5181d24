// models
export { checkPrice } from './models/check-price.js'
export { ratePrice } from './models/rate-price.js'
export { compilePrice } from './models/compiled/compile-price.js'
export type { CompiledPrice } from './models/compiled/compile-price.js'
export { rateEach } from './models/rate-each.js'
export { rateIncrement } from './models/rate-increment.js'
export type { Increment } from './models/rate-increment.js'
export { checkPooledPrice } from './models/pooled/pooled-price.js'
export type { PooledPrice, PooledTier } from './models/pooled/pooled-price.js'
export { ratePooled } from './models/pooled/rate-pooled.js'
export type { PooledUse, RatedPool, RatedUse } from './models/pooled/rate-pooled.js'
export { effectiveUnit } from './models/effective-unit.js'
export { settleTransactions } from './models/settle-transactions.js'
export type { SettledTransaction } from './models/settle-transactions.js'
export type { ChargePart, RatedPrice } from './models/charge-part.js'
export type { PriceFacts, TimeEntry } from './models/price-facts.js'
export type { Price, PriceModelName } from './models/price.js'
export type { FlatPrice } from './models/flat.js'
export type { PerUnitPrice } from './models/per-unit.js'
export type { PackagePrice } from './models/package.js'
export type { GraduatedPrice } from './models/graduated.js'
export type { Tier } from './models/tier.js'
export type { ZeroQuantity } from './models/tier-part.js'
export type { BoundRule, VolumePrice } from './models/volume.js'
export type { StairstepPrice, Step } from './models/stairstep.js'
export type { PercentagePrice } from './models/percentage-price.js'
export type { GraduatedPercentagePrice, PercentageTier } from './models/graduated-percentage.js'
export type { MatrixPrice, MatrixRow } from './models/matrix.js'
export type { DynamicPrice } from './models/dynamic.js'
export type { HourlyPrice } from './models/hourly.js'
export type { BucketPrice } from './models/bucket.js'
export type { FixedFmvPrice, FixedService } from './models/fixed-fmv.js'
export type { BlockRounding } from './models/blocks.js'

// charges
export { chargeKeyOf } from './charges/charge-key.js'
export type { ChargeIdentity } from './charges/charge-key.js'
export { ratingKeyOf } from './charges/rating-key.js'
export type { RatingContent } from './charges/rating-key.js'
export type { Charge, ChargeGroup, ChargeTarget, Side } from './charges/charge.js'
export type { ChargeAdjustment, ChargeAllowance, GrantedUnits, StageRef, UnitSource } from './charges/charge-adjustment.js'
export { amountSteps, manifestHash, stageName } from './charges/pipeline/manifest.js'
export type { AmountStep, FactNeed, Manifest, StageKind, StageLimits, StageScope } from './charges/pipeline/manifest.js'
export { factPackNames } from './charges/pipeline/fact-pack.js'
export type { FactPackName } from './charges/pipeline/fact-pack.js'
export { factPacks } from './charges/facts/fact-packs.js'
export type { FactField, FactFieldType, FactPack } from './charges/facts/fact-pack.js'
export { checkFacts } from './charges/facts/check-facts.js'
export { factsParts } from './charges/facts/facts-parts.js'
export { planFacts } from './charges/facts/plan-facts.js'
export type { AvailablePack, FactPlan, MissingFact, PlannedPack, PlannedStage, VersionConflict } from './charges/facts/plan-facts.js'
export { factsFor } from './charges/pipeline/facts.js'
export type { Facts } from './charges/pipeline/facts.js'
export { amountOf, listAmountOf } from './charges/pipeline/charge-draft.js'
export type { ChargeDraft, DraftTarget } from './charges/pipeline/charge-draft.js'
export type {
  AddEffect,
  AdjustEffect,
  AllowEffect,
  GroupEffect,
  PriceEffect,
  Stage,
  StageContext,
  StageEffect,
  StageFacts,
  StageInput,
  StageOutput,
  StageTable,
  StageWarning,
} from './charges/pipeline/stage.js'
export { defineStage } from './charges/pipeline/define-stage.js'
export { stageTable } from './charges/pipeline/stage-table.js'
export { isSelected } from './charges/pipeline/select-charges.js'
export type { ChargeSelector } from './charges/pipeline/select-charges.js'
export { checkProgram, programHash } from './charges/pipeline/program.js'
export type { Program, ProgramRule, ProgramStage } from './charges/pipeline/program.js'
export { runProgram } from './charges/pipeline/run-program.js'
export type { ProgramInput, ProgramOptions, ProgramResult, ProgramWarning } from './charges/pipeline/run-program.js'
export type { StageExecution, Timer } from './charges/pipeline/execution.js'
export type { Carry, CarryPlace } from './charges/pipeline/carry.js'
export { packsNeeded, standardProducer } from './charges/producers/price-producers.js'
export type { AllocationMode, PriceSnapshot } from './charges/producers/price-snapshot.js'
export { cadenceText, checkBindings } from './charges/bindings/binding.js'
export type { Bindings, BindingScope, BoundStage, Policy, ProgramBinding } from './charges/bindings/binding.js'
export { resolveProgram } from './charges/bindings/resolve-program.js'
export type { BindingQuestion, BindingWarning, ResolvedProgram } from './charges/bindings/resolve-program.js'

// adjustments
export { builtInStages } from './adjustments/built-in-stages.js'
export {
  accountCommitDrawdown,
  accountMinimumCommitment,
  bundleFlatRate,
  capTotal,
  categoryCoupons,
  commitDrawdown,
  firstNFree,
  fixedDiscount,
  freemium,
  includedQuantity,
  manualAdjustments,
  minimumCommitment,
  percentDiscount,
  pooledTiers,
  quantityGrants,
  reservedCapacity,
  setupFee,
  usageTiers,
} from './adjustments/program-stages.js'
export type { ReservedCapacity, StageUse } from './adjustments/program-stages.js'
export type { StageProration } from './adjustments/billed-share.js'
export type { IncludedQuantity } from './adjustments/quantity/included-quantity.js'
export type { Freemium } from './adjustments/quantity/freemium.js'
export type { FirstNFree } from './adjustments/quantity/first-n-free.js'
export type { QuantityGrants } from './adjustments/quantity/quantity-grants.js'
export type { OverDiscount } from './adjustments/amount/over-discount.js'
export type { PercentDiscount } from './adjustments/amount/percent-discount.js'
export type { FixedDiscount } from './adjustments/amount/fixed-discount.js'
export type { Spread } from './adjustments/amount/spread-over.js'
export type { BundleFlatRate } from './adjustments/amount/bundle-flat-rate.js'
export type { CapTotal } from './adjustments/amount/cap-total.js'
export type { CategoryCoupons } from './adjustments/amount/category-coupons.js'
export type { Coupon } from './adjustments/amount/coupon.js'
export type { ManualAdjustment } from './adjustments/amount/manual-adjustments.js'
export type { MinimumCommitment } from './adjustments/commitments/minimum-config.js'
export { settleCommitment } from './adjustments/commitments/settle-commitment.js'
export type { CommitmentUse, SettledCommitment } from './adjustments/commitments/settle-commitment.js'
export { checkReservation, reservationStateAt } from './adjustments/commitments/reservation.js'
export type { Reservation } from './adjustments/commitments/reservation.js'
export { checkCommitContract } from './adjustments/commitments/commit-contract.js'
export type { CommitContract } from './adjustments/commitments/commit-contract.js'
export { commitStateAt } from './adjustments/commitments/commit-state.js'
export type { CommitState, CommitUse } from './adjustments/commitments/commit-state.js'
export type { CommitDrawdown } from './adjustments/commitments/drawdown-config.js'
export { measureInterval } from './adjustments/proration/measure-interval.js'
export { proratedShare } from './adjustments/proration/prorated-share.js'
export type { Proration } from './adjustments/proration/prorated-share.js'
export type { ProrationBasis } from './adjustments/proration/proration-basis.js'
export { prorate } from './adjustments/proration/prorate.js'
export { stubShare } from './adjustments/proration/stub-share.js'
export type { Stub } from './adjustments/proration/stub-share.js'
export { billedCycles } from './adjustments/proration/billed-cycles.js'
export type { BilledCycle, BilledTime } from './adjustments/proration/billed-cycles.js'
export { prorateChange } from './adjustments/proration/prorate-change.js'
export type { ChangeItem, ChangeLine, PeriodChange, ProratedChange } from './adjustments/proration/prorate-change.js'
export { capCredit } from './adjustments/proration/cap-credit.js'
export type { CappedCredit, CreditRequest } from './adjustments/proration/cap-credit.js'
export { unusedCredit } from './adjustments/proration/unused-credit.js'
export type { UnusedTime } from './adjustments/proration/unused-credit.js'
export { rateProratedLevels } from './adjustments/proration/rate-prorated-levels.js'
export type { LevelChange, Levels } from './adjustments/proration/rate-prorated-levels.js'

// catalog
export {
  bucket,
  dynamic,
  fixedFmv,
  flat,
  graduated,
  graduatedPercentage,
  hourly,
  matrix,
  packaged,
  percentage,
  perUnit,
  stairstep,
  volume,
} from './catalog/price-constructors.js'
export type { FeeOptions, UsageOptions } from './catalog/price-constructors.js'
export { fromBook, priceBook } from './catalog/price-book.js'
export type { BookPrice, Components, PriceBook } from './catalog/price-book.js'
export { plan } from './catalog/plan.js'
export type { Plan, PlanComponents, PlanTerms } from './catalog/plan.js'
export { defineCatalog } from './catalog/catalog.js'
export type { Catalog } from './catalog/catalog.js'
export { checkCatalog } from './catalog/check-catalog.js'
export { publishPlan } from './catalog/publish-plan.js'
export type { PlanVersion } from './catalog/publish-plan.js'
export { checkReleases } from './catalog/releases/plan-release.js'
export type { PlanRelease } from './catalog/releases/plan-release.js'
export { versionAt } from './catalog/releases/version-at.js'
export { correctionOf } from './catalog/releases/correction-of.js'
export { planOnSale, releasesOf } from './catalog/releases/plan-on-sale.js'
export type { PlanHistory, SaleQuestion } from './catalog/releases/plan-on-sale.js'
export type { DatedPlan } from './catalog/releases/dated-plan.js'
export { versionToSell } from './catalog/releases/version-to-sell.js'
export { compilePlan } from './catalog/compile-plan.js'
export { diffPlans } from './catalog/diff-plans.js'
export type { PlanDifference } from './catalog/diff-plans.js'
export { selectPlan } from './catalog/select-plan.js'
export type { PlanAttributes, PlanRule, PlanSelection } from './catalog/select-plan.js'
export { assignPlan, assignPlanManually, planAssignedAt } from './catalog/assign-plan.js'
export type { AssignmentDecision, AssignmentQuestion, PlanAssignment } from './catalog/assign-plan.js'
export { checkSubscription } from './catalog/subscription.js'
export type { Subscription, WholesaleTerms } from './catalog/subscription.js'
export { bundlePlan } from './catalog/bundles/bundle-plan.js'
export type { Bundle } from './catalog/bundles/bundle.js'
export type { Phase, PhaseLength } from './catalog/phases/phase.js'
export { scalePrice } from './catalog/phases/scale-price.js'
export { changeSubscription } from './catalog/changes/change-subscription.js'
export { changesInForce } from './catalog/changes/changes-in-force.js'
export type { AddOn, Cancellation, Override, Pause, PlanChange, Resumption, SubscriptionChange, Withdrawal } from './catalog/changes/subscription-change.js'
export { termCuts } from './catalog/terms/term-cuts.js'
export { termsAt } from './catalog/terms/terms-at.js'
export type { Term, Terms, TermSource } from './catalog/terms/terms-at.js'
export type { SubscribedPlans } from './catalog/terms/subscribed-plans.js'
export type { PlanStay } from './catalog/terms/plan-stays.js'
export { metersRead } from './catalog/meters-read.js'
export { billingGridOf } from './catalog/billing-grid.js'
export type { Component, ComponentOptions } from './catalog/component.js'
export type { Product } from './catalog/product.js'

// rating
export { rate } from './rating/rate.js'
export type { RatedPeriod, RatingFacts, RatingInput, RatingOptions } from './rating/rate.js'
export type { Contract, ContractPiece } from './rating/contract.js'
export { feeKeyOf } from './rating/segments/advance-runs.js'
export { contractSegments } from './rating/segments/contract-segments.js'
export type { Segment, SegmentOptions, SubscribedContract } from './rating/segments/contract-segments.js'
export { rateSegments } from './rating/segments/rate-segments.js'
export type { RatedSegments, SegmentsInput } from './rating/segments/rate-segments.js'
export { quoteOf } from './rating/quotes/quote.js'
export type { Quote, QuotedCharge, QuoteLine } from './rating/quotes/quote.js'
export { quotePlan } from './rating/quotes/quote-plan.js'
export type { PlanQuestion, QuotedTime } from './rating/quotes/quote-plan.js'
export { quoteSubscription } from './rating/quotes/quote-subscription.js'
export type { SubscriptionQuestion } from './rating/quotes/quote-subscription.js'
export type { QuotedContract } from './rating/quotes/contract-spans.js'
export { quoteEach } from './rating/quotes/quote-each.js'
export type { QuoteAnswer } from './rating/quotes/quote-each.js'
export { projectUsage } from './rating/quotes/project-usage.js'
export type { ProjectedUsage } from './rating/quotes/project-usage.js'
export { projectPeriod } from './rating/quotes/project-period.js'
export type { ProjectedFeature, Projection, ProjectionMethod, ProjectionQuestion } from './rating/quotes/project-period.js'
export { shadowRate } from './rating/shadow/shadow-rate.js'
export type { ShadowInput, ShadowRating } from './rating/shadow/shadow-rate.js'
export { shadowAccounts } from './rating/shadow/shadow-accounts.js'
export type { ShadowStream, ShadowSummary } from './rating/shadow/shadow-accounts.js'
export type { PastPeriod } from './rating/shadow/shadow-period.js'
export type { ShadowAccount, ShadowAmounts } from './rating/shadow/shadow-amounts.js'
export type { CandidateTerms, ShadowCandidate } from './rating/shadow/candidate-terms.js'
export { upperBound } from './rating/upper-bound/upper-bound.js'
export type { BoundedAmount, UpperBound, UpperBoundQuestion } from './rating/upper-bound/upper-bound.js'
export type { PlannedUsage } from './rating/upper-bound/planned-usage.js'
export type { MeterUsage, UsageByMeter } from './rating/quotes/meter-usage.js'
export { freeUnits } from './rating/free-units/free-units.js'
export type { FreeUnits, FreeUnitsQuestion } from './rating/free-units/free-units.js'
export type { PlannedUnits } from './rating/free-units/measured-meter.js'
export { freePart } from './rating/free-units/free-part.js'
export { candidateOf } from './rating/candidate-of.js'
export { rateAccount } from './rating/account/rate-account.js'
export type { AccountRatingInput, RatedAccount } from './rating/account/rate-account.js'
export { isSeenBy, ratedCharges } from './rating/account/rated-charges.js'
export type { AccountRating, RatedFrom } from './rating/account/rated-charges.js'
export { eventFactsNeeded } from './rating/event-facts-needed.js'
export type { EventFactsNeeded, EventPack, NeedOptions } from './rating/event-facts-needed.js'
export { readsCarry } from './rating/reads-carry.js'
export { planInputs, plannedTerms } from './rating/plan-inputs.js'
export type { InputOptions, PlannedTerms } from './rating/plan-inputs.js'
export { billedInterval } from './rating/billed-interval.js'
export { ratingSnapshot } from './rating/snapshots/rating-snapshot.js'
export type { RatingOutcome, RatingSnapshot } from './rating/snapshots/rating-snapshot.js'
export { repeatRating } from './rating/snapshots/repeat-rating.js'
export { shareOfPeriod } from './rating/share-of-period.js'
