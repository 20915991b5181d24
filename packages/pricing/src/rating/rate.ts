import { compareBytes, type AggregationTable, type Digest, type Interval, type KnownAt, type MergeOptions, type UsageBucket } from '@farthing/core'
import type { Component } from '../catalog/component.js'
import type { Charge } from '../charges/charge.js'
import { priceModelOf } from '../models/price-models.js'
import { billedInterval } from './billed-interval.js'
import { carryWith, type Carry } from './carry.js'
import { chargeGroup } from './charge-group.js'
import { checkUsage } from './check-usage.js'
import type { Contract } from './contract.js'
import { shareOfPeriod } from './share-of-period.js'
import { groupUsage, type BilledPeriod, type UsageGroup } from './usage-group.js'

export interface RatingInput {
  readonly contract: Contract
  readonly facts: {
    /**
     * Of this subscription, inside the billed part of the period; buckets of one group do not overlap. At most 1,000,000.
     * Neither their order nor their grid matters.
     */
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
 * @param aggregations the built-in ones unless given; a host with its own passes all that its meters name
 * @throws `rating.usage_outside`, `rating.usage_overlaps`, `rating.too_large`, `period.ends_before_start`, and what `ratePrice` throws
 */
export function rate(input: RatingInput, digest?: Digest, aggregations?: AggregationTable): RatedPeriod {
  const { contract, facts, carryIn, knownAt } = input
  const { subscription, planVersion } = contract
  const period = { from: input.period.from, to: input.period.to }
  const billed = billedInterval(subscription, period)
  checkUsage(facts.usage, subscription.id, billed)
  if (billed === undefined) return { charges: [], carryOut: carryIn, unrated: [], knownAt }

  const components = Object.entries(planVersion.content.components).sort(([a], [b]) => compareBytes(a, b))
  const usage = usageByMeter(facts.usage)
  const options = { ...(digest === undefined ? {} : { digest }), ...(aggregations === undefined ? {} : { aggregations }) }
  const charged = components.flatMap(([key, component]) => {
    const groups = groupsOf(component, { usage, billed, period }, options)
    return groups.map((group) => chargeGroup({ contract, key, component, group, billed, period, carryIn }, digest))
  })
  const priced = new Set(components.map(([, component]) => component.meter))
  const handed = charged.flatMap(({ charge, carry }) => (carry === undefined ? [] : [{ ...charge, state: carry }]))
  const charges = charged.map(({ charge }) => charge)
  return { charges, carryOut: carryWith(carryIn, handed), unrated: facts.usage.filter((bucket) => !priced.has(bucket.meter)), knownAt }
}

type UsageByMeter = ReadonlyMap<string, readonly UsageBucket[]>

function usageByMeter(usage: readonly UsageBucket[]): UsageByMeter {
  const byMeter = new Map<string, UsageBucket[]>()
  for (const bucket of usage) {
    const own = byMeter.get(bucket.meter)
    if (own === undefined) byMeter.set(bucket.meter, [bucket])
    else own.push(bucket)
  }
  return byMeter
}

type MergeWith = Pick<MergeOptions, 'aggregations' | 'digest'>

interface GroupSource extends BilledPeriod {
  readonly usage: UsageByMeter
}

/** A flat fee has one group without usage, whose quantity is the share of the period that is billed. */
function groupsOf(component: Component, { usage, billed, period }: GroupSource, options: MergeWith): readonly UsageGroup[] {
  const { meter = '', price, proration } = component
  if (priceModelOf(price).metered) return groupUsage(component, usage.get(meter) ?? [], { billed, period }, options)
  return [{ dimensions: {}, quantity: proration === 'none' ? '1' : shareOfPeriod(billed, period), usage: [] }]
}
