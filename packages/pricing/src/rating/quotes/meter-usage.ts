import { add, canonicalJson, type Dimensions, type Exact } from '@farthing/core'
import type { PriceFacts } from '../../models/price-facts.js'

/** Usage of one meter: a quantity, a quantity with more facts, or the groups of it, each with its dimensions. */
export type MeterUsage = Exact | PriceFacts | readonly PriceFacts[]

export interface UsageByMeter {
  readonly [meter: string]: MeterUsage
}

/**
 * The groups of a meter's usage that keep some dimensions apart, in the order given; what else differs is joined, transactions and time entries
 * one after another. A dimension that is not given is `null`. None where the meter is not named.
 */
export function groupsUsed(usage: UsageByMeter, meter: string, by: readonly string[]): readonly PriceFacts[] {
  const groups = new Map<string, PriceFacts>()
  for (const facts of listed(Object.hasOwn(usage, meter) ? usage[meter] : undefined)) {
    const dimensions = keptDimensions(facts.dimensions ?? {}, by)
    const key = canonicalJson(dimensions)
    const before = groups.get(key)
    groups.set(key, before === undefined ? { ...facts, dimensions } : { ...joined(before, facts), dimensions })
  }
  return [...groups.values()]
}

function listed(used: MeterUsage | undefined): readonly PriceFacts[] {
  if (used === undefined) return []
  if (typeof used === 'string') return [{ quantity: used }]
  return isList(used) ? used : [used]
}

function isList(used: PriceFacts | readonly PriceFacts[]): used is readonly PriceFacts[] {
  return Array.isArray(used)
}

function keptDimensions(dimensions: Dimensions, by: readonly string[]): Dimensions {
  return Object.fromEntries(by.map((name) => [name, Object.hasOwn(dimensions, name) ? (dimensions[name] ?? null) : null]))
}

/** A fact that one of two lacks is not known of both, so that a price which reads it says so. */
function joined(a: PriceFacts, b: PriceFacts): PriceFacts {
  return {
    quantity: add(a.quantity, b.quantity),
    ...(a.amount === undefined || b.amount === undefined ? {} : { amount: add(a.amount, b.amount) }),
    ...(a.transactions === undefined || b.transactions === undefined ? {} : { transactions: [...a.transactions, ...b.transactions] }),
    ...(a.entries === undefined || b.entries === undefined ? {} : { entries: [...a.entries, ...b.entries] }),
  }
}
