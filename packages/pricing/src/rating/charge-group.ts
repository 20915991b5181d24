import { usageDigest, type Digest, type Interval, type JsonObject } from '@farthing/core'
import type { Component } from '../catalog/component.js'
import { chargeKeyOf } from '../charges/charge-key.js'
import type { Charge } from '../charges/charge.js'
import { ratingKeyOf } from '../charges/rating-key.js'
import { priceModelVersion } from '../models/price-models.js'
import { ratePrice } from '../models/rate-price.js'
import { carryFor, type Carry } from './carry.js'
import type { Contract } from './contract.js'
import type { UsageGroup } from './usage-group.js'

/** One component of a contract with the usage that it prices. */
export interface ChargeSource {
  readonly contract: Contract
  /** Key of the component in the plan. */
  readonly key: string
  readonly component: Component
  readonly group: UsageGroup
  /** The part of the period in which the subscription runs. */
  readonly billed: Interval
  readonly period: Interval
  readonly carryIn: Carry
}

/** A charge, and what it hands on to the next period. */
export interface ChargedGroup {
  readonly charge: Charge
  readonly carry?: JsonObject
}

/** Prices one group of usage, or one fee, and names the charge by its two keys. */
export function chargeGroup(source: ChargeSource, digest?: Digest): ChargedGroup {
  const { contract, key, component, group, billed, carryIn } = source
  const { tenant, side, subscription, planVersion } = contract
  const { price, label, product, meter, billing = 'arrears' } = component
  const model = priceModelVersion(price)
  const identity = { side, subscription: subscription.id, component: key, dimensions: group.dimensions, from: billed.from, to: billed.to }
  const chargeKey = chargeKeyOf({ ...identity, tenant, rateCard: planVersion.plan }, digest)
  const content = { chargeKey, contract: termsOf(source), usageDigest: usageDigest(group.usage, digest), carryIn, program: [model] }
  const { quantity, dimensions } = group
  const { amount, parts, carry } = ratePrice(price, { quantity, dimensions, carry: carryFor(carryIn, identity) })
  const charge: Charge = {
    chargeKey,
    ratingKey: ratingKeyOf(content, digest),
    ...identity,
    plan: planVersion.plan,
    planVersion: planVersion.version,
    ...(label === undefined ? {} : { label }),
    ...(product === undefined ? {} : { product }),
    ...(meter === undefined ? {} : { meter }),
    billing,
    model,
    quantity,
    amount,
    currency: planVersion.content.currency,
    trail: parts,
    usageDigest: content.usageDigest,
  }
  return carry === undefined ? { charge } : { charge, carry }
}

/**
 * What of the contract reaches a charge beyond its identity: the plan version stands for price and currency, whose hash it is. The rest of
 * the subscription stays out, so that a change that this period does not see, such as an end in a later one, makes no new rating of it.
 */
function termsOf({ contract, period }: ChargeSource): JsonObject {
  return { planVersion: contract.planVersion.version, from: period.from, to: period.to }
}
