import { canonicalJson, type Dimensions, type Exact, type UsageBucket } from '@farthing/core'
import type { Component } from '../catalog/component.js'
import { metersRead } from '../catalog/meters-read.js'
import { groupUsage, type BilledPeriod, type MergeWith, type UsageGroup } from './usage-group.js'

interface PricedTime {
  readonly component: Component
  readonly usage: ReadonlyMap<string, readonly UsageBucket[]>
  readonly time: BilledPeriod
  readonly options: MergeWith
}

/**
 * The groups of a component with the usage of the other meters that its price reads, such as one with limits by meter; as they are where it
 * reads its own alone. Groups are those of its own meter, or of another one where its own was not used.
 */
export function withOtherMeters(own: readonly UsageGroup[], { component, usage, time, options }: PricedTime): readonly UsageGroup[] {
  const { meter = '' } = component
  const others = metersRead(component).filter((name) => name !== meter)
  if (others.length === 0 && !readsByName(component)) return own
  const groups = others.map((name) => ({ name, groups: byDimensions(groupUsage(component, usage.get(name) ?? [], time, options)) }))
  const elsewhere = groups.flatMap((each) => [...each.groups]).map(([key, { dimensions }]) => [key, emptyGroup(dimensions)] as const)
  const all: ReadonlyMap<string, UsageGroup> = new Map([...elsewhere, ...byDimensions(own)])
  return [...all].map(([key, group]) => {
    const read = groups.map((each) => ({ name: each.name, group: each.groups.get(key) }))
    const byMeter: readonly (readonly [string, Exact])[] = [[meter, group.quantity], ...read.map(({ name, group: other }) => [name, other?.quantity ?? '0'] as const)]
    return { ...group, quantities: Object.fromEntries(byMeter), usage: [...group.usage, ...read.flatMap(({ group: other }) => other?.usage ?? [])] }
  })
}

function readsByName({ price }: Component): boolean {
  return metersRead({ price }).length > 0
}

function byDimensions(groups: readonly UsageGroup[]): ReadonlyMap<string, UsageGroup> {
  return new Map(groups.map((group) => [canonicalJson(group.dimensions), group]))
}

function emptyGroup(dimensions: Dimensions): UsageGroup {
  return { dimensions, quantity: '0', usage: [] }
}
