import { canonicalJson, compareBytes, type Exact, type Interval, type Usage, type UsageBucket, type Zone } from '@farthing/core'
import { byTime } from '../adjustments/proration/proration-basis.js'
import type { Component } from '../catalog/component.js'
import type { ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { priceModelOf, priceModelVersion } from '../models/price-models.js'
import type { ContractPiece } from './contract.js'
import { withOtherMeters } from './other-meters.js'
import { shareOfPeriod } from './share-of-period.js'
import { groupUsage, type BilledPeriod, type MergeWith, type UsageGroup } from './usage-group.js'

/** A charge before its program ran, with the usage that it measures. */
export interface MeasuredDraft {
  readonly draft: ChargeDraft
  /** None for a fee, and where nothing was used. */
  readonly usage: readonly Usage[]
}

/** A whole period, and on whose clock its days are counted. */
export interface RatedTime {
  readonly period: Interval
  readonly zone: Zone
}

/**
 * The components of a contract over a period: one draft for each fee, and for each group of usage; in byte order of component, then by
 * start, then by dimensions.
 */
export function draftCharges(pieces: readonly ContractPiece[], usage: readonly UsageBucket[], { period, zone }: RatedTime, options: MergeWith): readonly MeasuredDraft[] {
  const byMeter = usageByMeter(usage)
  const runs = pieces.flatMap(({ from, to, components }) => Object.entries(components).map(([key, component]) => ({ key, component, billed: { from, to } })))
  const ordered = runs.sort((a, b) => compareBytes(a.key, b.key) || compareBytes(a.billed.from, b.billed.from))
  return ordered.flatMap(({ key, component, billed }) => {
    const groups = groupsOf(component, byMeter, { billed, period, zone }, options)
    return groups.map((group) => ({ draft: draftOf({ key, component, billed, isAlone: pieces.length === 1 }, group), usage: group.usage }))
  })
}

function usageByMeter(usage: readonly UsageBucket[]): ReadonlyMap<string, readonly UsageBucket[]> {
  const byMeter = new Map<string, UsageBucket[]>()
  for (const bucket of usage) {
    const own = byMeter.get(bucket.meter)
    if (own === undefined) byMeter.set(bucket.meter, [bucket])
    else own.push(bucket)
  }
  return byMeter
}

/** A flat fee has one group without usage, whose quantity is the share of the period that is billed. */
function groupsOf(
  component: Component,
  usage: ReadonlyMap<string, readonly UsageBucket[]>,
  time: BilledPeriod & RatedTime,
  options: MergeWith,
): readonly UsageGroup[] {
  const { meter = '', price } = component
  if (priceModelOf(price).metered) return withOtherMeters(groupUsage(component, usage.get(meter) ?? [], time, options), { component, usage, time, options })
  return [{ dimensions: {}, quantity: feeShare(component, time), usage: [] }]
}

function feeShare({ proration }: Component, { billed, period, zone }: BilledPeriod & RatedTime): Exact {
  if (proration === 'none') return '1'
  return shareOfPeriod(billed, period, proration === 'day' ? { by: 'day', zone } : byTime)
}

interface ComponentRun {
  readonly key: string
  readonly component: Component
  readonly billed: Interval
  /** Whether no other run of the component can be there. */
  readonly isAlone: boolean
}

function draftOf({ key, component, billed, isAlone }: ComponentRun, { dimensions, quantity, quantities, usage }: UsageGroup): ChargeDraft {
  const { price, meter, by: _, proration: __, billing = 'arrears', ...shown } = component
  const parts = usage.filter((each) => each.meter === meter).flatMap((each) => each.parts ?? [])
  return {
    key: canonicalJson(isAlone ? [key, dimensions] : [key, dimensions, billed.from, billed.to]),
    from: billed.from,
    to: billed.to,
    component: key,
    dimensions,
    ...(meter === undefined ? {} : { meter }),
    ...shown,
    billing,
    price,
    measured: quantity,
    quantity,
    ...(quantities === undefined ? {} : { quantities }),
    ...(parts.length === 0 ? {} : { parts }),
    allowances: [],
    trail: [],
    adjustments: [],
    model: priceModelVersion(price),
    stages: [],
  }
}
