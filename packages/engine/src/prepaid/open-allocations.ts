import { bucketEnd, bucketStart, clipInterval, isFarthingError, mergeUsageByWindow, shiftInstant } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { AffectedQuestion } from '../controls/control-options.js'
import { contractsIn } from '../usage/select-periods.js'
import { lastPeriod } from '../usage/last-period.js'
import { usageAtCut } from '../usage/usage-at-cut.js'

const dayMs = 86_400_000

/**
 * Allocations of an account that were open within the last 24 hours, as meters of duration have them: also those that nobody has reported anything of since they were opened, months
 * ago. Nothing is measured where the catalogue has no such meter.
 *
 * Usage that cannot be measured names none: what is affected stands beside a decision, and does not hold it up.
 */
export async function openAllocations(context: BillingContext, stores: Stores, { account, at }: AffectedQuestion): Promise<readonly string[]> {
  const meters = new Set(Object.entries(context.catalog.meters).flatMap(([name, { aggregation }]) => (aggregation === 'duration' ? [name] : [])))
  if (meters.size === 0) return []
  const contracts = await contractsIn(context, stores, { account })
  const billed = contracts.flatMap((contract) => lastPeriod(contract, at))
  const lately = { from: bucketStart(shiftInstant(at, -dayMs)), to: bucketEnd(at) }
  const { usage } = await usageAtCut(context, stores, billed).catch((error: unknown) => nothingOf(error))
  return usage.flatMap(({ contract: { subscription }, period, buckets }) => {
    const running = clipInterval(period, subscription)
    const window = running && clipInterval(lately, running)
    if (window === undefined) return []
    const { digest, aggregations } = context
    const merged = mergeUsageByWindow(buckets.filter(({ meter }) => meters.has(meter)), [window], { digest, aggregations, reference: period })
    return merged.flatMap(({ parts = [] }) => parts.map(({ key }) => key))
  })
}

/** @throws what is no failure of usage, such as one of the storage */
function nothingOf(error: unknown): { readonly usage: readonly never[] } {
  if (isFarthingError(error) && error.code.startsWith('meter.')) return { usage: [] }
  throw error
}
