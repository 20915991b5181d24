import type { Exact } from '@farthing/core'
import type { PriceFacts } from '../../models/price-facts.js'

/** Usage of one meter: a quantity, a quantity with more facts, or the groups of it that are priced apart, each with its dimensions. */
export type MeterUsage = Exact | PriceFacts | readonly PriceFacts[]

export interface UsageByMeter {
  readonly [meter: string]: MeterUsage
}

/** The groups that a meter was used in; none where it is not named. */
export function groupsUsed(usage: UsageByMeter, meter: string): readonly PriceFacts[] {
  const used = Object.hasOwn(usage, meter) ? usage[meter] : undefined
  if (used === undefined) return []
  if (typeof used === 'string') return [{ quantity: used }]
  return isList(used) ? used : [used]
}

function isList(used: PriceFacts | readonly PriceFacts[]): used is readonly PriceFacts[] {
  return Array.isArray(used)
}
