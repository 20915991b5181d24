import { stageName } from '../charges/pipeline/manifest.js'
import type { ProgramStage } from '../charges/pipeline/program.js'
import type { ChargeSelector } from '../charges/pipeline/select-charges.js'
import type { Stage } from '../charges/pipeline/stage.js'
import { pooledTiers as pooledStage } from '../charges/producers/pooled-tiers.js'
import { setupFee as setupStage, type SetupFeeConfig } from '../charges/producers/setup-fee.js'
import { usageTiersProducer, type UsageTiersConfig } from '../charges/producers/usage-tiers-producer.js'
import type { PooledPrice } from '../models/pooled/pooled-price.js'
import { bundleFlatRate as bundleStage, type BundleFlatRate } from './amount/bundle-flat-rate.js'
import { capTotal as capStage, type CapTotal } from './amount/cap-total.js'
import { categoryCoupons as couponStage, type CategoryCoupons } from './amount/category-coupons.js'
import { fixedDiscount as fixedStage, type FixedDiscount } from './amount/fixed-discount.js'
import { manualAdjustments as manualStage, type ManualAdjustment } from './amount/manual-adjustments.js'
import { percentDiscount as percentStage, type PercentDiscount } from './amount/percent-discount.js'
import { accountCommitDrawdown as accountDrawdownStage, commitDrawdown as drawdownStage } from './commitments/commit-drawdown.js'
import type { CommitDrawdown } from './commitments/drawdown-config.js'
import { accountMinimumCommitment as accountMinimumStage, minimumCommitment as minimumStage } from './commitments/minimum-commitment.js'
import type { MinimumCommitment } from './commitments/minimum-config.js'
import { checkReservation, type Reservation } from './commitments/reservation.js'
import { reservedFee as feeStage } from './commitments/reserved-fee.js'
import { firstNFree as firstStage, type FirstNFree } from './quantity/first-n-free.js'
import { freemium as freemiumStage, type Freemium } from './quantity/freemium.js'
import { includedQuantity as includedStage, type IncludedQuantity } from './quantity/included-quantity.js'
import { quantityGrants as grantsStage, type QuantityGrants } from './quantity/quantity-grants.js'

/*
 * One constructor for each stage, in the order in which stages run, so that a plan reads
 * `program: { stages: [percentDiscount('launch', { percent: '10' }), minimumCommitment('minimum', { amount: '100' })] }`.
 * Each checks its configuration, and names what it refuses by the stage's id, such as `launch.percent`.
 */

export interface StageUse {
  /** Charges that it is for; all unless given. */
  readonly of?: ChargeSelector
  /** Id of its rule, which stands in the trail; the stage's own id unless given. */
  readonly rule?: string
}

/** Units that the period's price already pays for: `includedQuantity('included', { quantity: '1000' }, { of: { meters: ['calls'] } })`. */
export function includedQuantity(id: string, config: IncludedQuantity, use?: StageUse): ProgramStage {
  return programStage(includedStage, id, config, use)
}

/** Free as long as a period stays small: `freemium('free', { upTo: '1000' })`. */
export function freemium(id: string, config: Freemium, use?: StageUse): ProgramStage {
  return programStage(freemiumStage, id, config, use)
}

/** The first units of all: `firstNFree('trial', { quantity: '50' })`. */
export function firstNFree(id: string, config: FirstNFree, use?: StageUse): ProgramStage {
  return programStage(firstStage, id, config, use)
}

/** Units from the balances that a rating is given: `quantityGrants('granted')`. */
export function quantityGrants(id: string, config: QuantityGrants = {}, use?: StageUse): ProgramStage {
  return programStage(grantsStage, id, config, use)
}

/** Due once: `setupFee('setup', { amount: '99' })`. */
export function setupFee(id: string, config: SetupFeeConfig, use?: StageUse): ProgramStage {
  return programStage(setupStage, id, config, use)
}

/** Prices by tiers, with a minimum that is billed: `usageTiers('tiers', { minimumUsage: '100' }, { of: { components: ['calls'] } })`. */
export function usageTiers(id: string, config: UsageTiersConfig, use?: StageUse): ProgramStage {
  return programStage(usageTiersProducer.stage, id, config, use)
}

/** Tiers that several meters climb together: `pooledTiers('minutes', { tiers }, { of: { meters: ['in', 'out'] } })`. */
export function pooledTiers(id: string, config: PooledPrice, use: StageUse): ProgramStage {
  return programStage(pooledStage, id, config, use)
}

/** `percentDiscount('launch', { percent: '10' }, { of: { categories: ['compute'] } })`. */
export function percentDiscount(id: string, config: PercentDiscount, use?: StageUse): ProgramStage {
  return programStage(percentStage, id, config, use)
}

/** `fixedDiscount('partner', { amount: '20' })`. */
export function fixedDiscount(id: string, config: FixedDiscount, use?: StageUse): ProgramStage {
  return programStage(fixedStage, id, config, use)
}

/** One rate for a set of charges: `bundleFlatRate('suite', { amount: '60', label: 'Suite' }, { of: { components: ['mail', 'disk'] } })`. */
export function bundleFlatRate(id: string, config: BundleFlatRate, use?: StageUse): ProgramStage {
  return programStage(bundleStage, id, config, use)
}

/** `capTotal('cap', { amount: '500' })`. */
export function capTotal(id: string, config: CapTotal, use?: StageUse): ProgramStage {
  return programStage(capStage, id, config, use)
}

/** `categoryCoupons('coupons', { coupons: [{ id: 'WELCOME', percent: '20', uses: 3 }] })`. */
export function categoryCoupons(id: string, config: CategoryCoupons, use?: StageUse): ProgramStage {
  return programStage(couponStage, id, config, use)
}

/** `minimumCommitment('minimum', { amount: '100' })`. */
export function minimumCommitment(id: string, config: MinimumCommitment, use?: StageUse): ProgramStage {
  return programStage(minimumStage, id, config, use)
}

/** In the program of an account: the minimum of all its subscriptions together. */
export function accountMinimumCommitment(id: string, config: MinimumCommitment, use?: StageUse): ProgramStage {
  return programStage(accountMinimumStage, id, config, use)
}

/** `commitDrawdown('commit', { contract: { id: 'c1', kind: 'prepaid', amount: '10000', currency: 'EUR', from, to } })`. */
export function commitDrawdown(id: string, config: CommitDrawdown, use?: StageUse): ProgramStage {
  return programStage(drawdownStage, id, config, use)
}

/** In the program of an account: one commitment for all its subscriptions. */
export function accountCommitDrawdown(id: string, config: CommitDrawdown, use?: StageUse): ProgramStage {
  return programStage(accountDrawdownStage, id, config, use)
}

/** Credits and debits that somebody decided, each a rule of its own, by its id. */
export function manualAdjustments(id: string, adjustments: { readonly [rule: string]: ManualAdjustment }): ProgramStage {
  const rules = Object.entries(adjustments).map(([rule, config]) => ({ id: rule, config: manualStage.check(config, `${id}.${rule}`) }))
  return { id, use: stageName(manualStage.manifest), rules }
}

/** Both stages of a reservation: what it includes, and what it costs. */
export interface ReservedCapacity {
  readonly included: ProgramStage
  readonly fee: ProgramStage
}

/**
 * Capacity that is paid for whether it is used or not: units of a meter cost nothing up to it, and it has a fee in advance, both for the time in
 * which it holds. What is used beyond it has the price of the plan's component, which is the price on demand.
 */
export function reservedCapacity(id: string, given: Reservation): ReservedCapacity {
  const { meter, quantity, from, to, label = 'Reserved' } = checkReservation(given, id)
  const included = { quantity, from, ...(to === undefined ? {} : { to }), proration: 'time', label } as const
  return { included: includedQuantity(id, included, { of: { meters: [meter] } }), fee: programStage(feeStage, `${id}-fee`, given) }
}

function programStage(stage: Stage, id: string, config: object, { of, rule = id }: StageUse = {}): ProgramStage {
  return { id, use: stageName(stage.manifest), ...(of === undefined ? {} : { of }), rules: [{ id: rule, config: stage.check(config, id) }] }
}
