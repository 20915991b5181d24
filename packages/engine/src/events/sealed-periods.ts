import { periodAt, type Interval } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { Attributed } from './attribution.js'

/**
 * Tells which of these events belong to a period whose usage is sealed, one look-up for each subscription and period.
 *
 * A hint: a seal that is being taken meanwhile is not seen. Which events are late is derived from the cut of the seal, by `events.late`.
 */
export async function sealedPeriods(stores: Stores, attributed: readonly Attributed[]): Promise<(of: Attributed) => boolean> {
  const isSealed = new Map<string, boolean>()
  for (const each of attributed) {
    const key = keyOf(each)
    if (isSealed.has(key)) continue
    isSealed.set(key, (await stores.usage.latest(each.contract.subscription.id, periodOfAttributed(each))) !== undefined)
  }
  return (each) => isSealed.get(keyOf(each)) === true
}

/** The period of a contract that an event is of. */
export function periodOfAttributed({ contract, at }: Attributed): Interval {
  const { from, to } = periodAt(billingGridOf(contract.subscription, contract.planVersion.content), at)
  return { from, to }
}

function keyOf(each: Attributed): string {
  return `${periodOfAttributed(each).from} ${each.contract.subscription.id}`
}
