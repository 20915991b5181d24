import { compareBytes, usageDigest, type Digest, type Interval, type JsonObject, type KnownAt, type UsageBucket } from '@farthing/core'
import type { Component } from '../catalog/component.js'
import { chargeKeyOf } from '../charges/charge-key.js'
import type { Charge } from '../charges/charge.js'
import { ratingKeyOf } from '../charges/rating-key.js'
import { priceModelOf, priceModelVersion } from '../models/price-models.js'
import { ratePrice } from '../models/rate-price.js'
import { billedInterval } from './billed-interval.js'
import { checkUsage } from './check-usage.js'
import type { Carry, Contract } from './contract.js'
import { shareOfPeriod } from './share-of-period.js'
import { groupUsage, type UsageGroup } from './usage-group.js'

export interface RatingInput {
  readonly contract: Contract
  readonly facts: {
    /** Of this subscription, inside the billed part of the period; buckets of one group do not overlap. Neither order nor grid matters. */
    readonly usage: readonly UsageBucket[]
  }
  /** `carryOut` of the period before; `{}` for the first. */
  readonly carryIn: Carry
  /** A whole billing period of the subscription's grid. */
  readonly period: Interval
  /** What the facts could see. Handed through; no figure and no key depends on it. */
  readonly knownAt: KnownAt
}

export interface RatedPeriod {
  /** By component key, then by dimensions; both in byte order. */
  readonly charges: readonly Charge[]
  readonly carryOut: Carry
  /** Usage of meters that the plan has no component for: measured, and free of charge. */
  readonly unrated: readonly UsageBucket[]
  readonly knownAt: KnownAt
}

/**
 * Prices one period of one subscription: a charge for each flat fee, and for each usage component and group of usage.
 *
 * Pure and deterministic: the same input gives the same bytes, keys included. Exact: nothing is rounded.
 * A period in which the subscription runs only partly costs the exact share of each flat fee, unless its component says `proration: 'none'`;
 * a period in which it does not run has no charges. A component without `by` has a charge of quantity 0 when nothing was used;
 * one with `by` then has none.
 *
 * @throws `rating.usage_outside`, `rating.usage_overlaps`, `period.ends_before_start`, and what `ratePrice` throws
 */
export function rate(input: RatingInput, digest?: Digest): RatedPeriod {
  const { contract, facts, carryIn, knownAt } = input
  const { subscription, planVersion } = contract
  const period = { from: input.period.from, to: input.period.to }
  const billed = billedInterval(subscription, period)
  checkUsage(facts.usage, subscription.id, billed)

  const components = Object.entries(planVersion.content.components).sort(([a], [b]) => compareBytes(a, b))
  const metered = new Set(components.map(([, component]) => component.meter))
  const charges =
    billed === undefined
      ? []
      : components.flatMap(([key, component]) =>
          groupsOf(component, facts.usage, { billed, period }, digest).map((group) => chargeOf({ contract, key, component, group, billed, period, carryIn }, digest)),
        )
  return { charges, carryOut: carryIn, unrated: facts.usage.filter((usage) => !metered.has(usage.meter)), knownAt }
}

/** A flat fee has one group without usage, whose quantity is the share of the period that is billed. */
function groupsOf(
  component: Component,
  usage: readonly UsageBucket[],
  { billed, period }: { readonly billed: Interval; readonly period: Interval },
  digest?: Digest,
): readonly UsageGroup[] {
  if (priceModelOf(component.price).metered) return groupUsage(component, usage, billed, digest)
  return [{ dimensions: {}, quantity: component.proration === 'none' ? '1' : shareOfPeriod(billed, period), usage: [] }]
}

interface ChargeSource {
  readonly contract: Contract
  readonly key: string
  readonly component: Component
  readonly group: UsageGroup
  readonly billed: Interval
  readonly period: Interval
  readonly carryIn: Carry
}

function chargeOf({ contract, key, component, group, billed, period, carryIn }: ChargeSource, digest?: Digest): Charge {
  const { tenant, side, subscription, planVersion } = contract
  const { dimensions, quantity, usage } = group
  const { price, label, product, meter, billing = 'arrears' } = component
  const identity = { side, subscription: subscription.id, component: key, dimensions, from: billed.from, to: billed.to }
  const chargeKey = chargeKeyOf({ ...identity, tenant, rateCard: planVersion.plan }, digest)
  const model = priceModelVersion(price)
  const digestOfUsage = usageDigest(usage, digest)
  const ratingKey = ratingKeyOf(
    { chargeKey, contract: termsOf(contract, period), usageDigest: digestOfUsage, carryIn, program: [model] },
    digest,
  )
  const { amount, parts } = ratePrice(price, quantity)
  return {
    chargeKey,
    ratingKey,
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
    usageDigest: digestOfUsage,
  }
}

/**
 * What of the contract reaches this charge beyond its identity: the plan version stands for price and currency, whose hash it is. The rest of the subscription stays out, so that a change that this period does not see,
 * such as an end in a later one, does not make a new rating of it.
 */
function termsOf({ planVersion }: Contract, { from, to }: Interval): JsonObject {
  return { planVersion: planVersion.version, from, to }
}
