import type { Interval } from '@farthing/core'
import type { SealablePeriod, Stores } from '@farthing/ports'
import type { Attributed } from './attribution.js'

/** Of a period whose usage is sealed. */
export type Late = Attributed & { readonly period: Interval }

/**
 * Tells which of these events belong to a period whose usage is sealed, by one look-up for all of them.
 *
 * A hint: a seal that is being taken meanwhile is not seen. Which events are late is derived from the cut of the seal, by `events.late`.
 */
export async function sealedPeriods(stores: Stores, attributed: readonly Attributed[]): Promise<(of: Attributed) => of is Late> {
  const asked = new Map(attributed.flatMap(({ contract, period }) => (period === undefined ? [] : [[period, { subscription: contract.subscription.id, ...period }] as const])))
  const sealed = await sealedAmong(stores, asked)
  return (of): of is Late => of.period !== undefined && sealed.has(of.period)
}

async function sealedAmong(stores: Stores, asked: ReadonlyMap<Interval, SealablePeriod>): Promise<ReadonlySet<Interval>> {
  const revisions = asked.size === 0 ? [] : await stores.usage.latestRevisions([...asked.values()])
  return new Set([...asked.keys()].filter((_, index) => revisions[index] !== undefined))
}
