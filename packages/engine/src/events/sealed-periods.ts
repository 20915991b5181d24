import { periodAt, type Instant, type Interval } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import type { Attributed } from './attribution.js'

/**
 * Tells which of these events belong to a period whose usage is sealed, by one look-up for all of them.
 *
 * A hint: a seal that is being taken meanwhile is not seen. Which events are late is derived from the cut of the seal, by `events.late`.
 */
export async function sealedPeriods(stores: Stores, attributed: readonly Attributed[]): Promise<(of: Attributed) => boolean> {
  const asked = new Map(attributed.map(({ contract, period }) => [period, { subscription: contract.subscription.id, from: period.from, to: period.to }]))
  if (asked.size === 0) return () => false
  const revisions = await stores.usage.latestRevisions([...asked.values()])
  const sealed = new Set([...asked.keys()].filter((_, index) => revisions[index] !== undefined))
  return ({ period }) => sealed.has(period)
}

/** The periods of contracts, each found once: of one contract and period always the same object. */
export function periodsOfContracts(): (contract: SubscriptionContract, at: Instant) => Interval {
  const known = new Map<SubscriptionContract, readonly Interval[]>()
  return (contract, at) => {
    const found = known.get(contract) ?? []
    const period = found.find(({ from, to }) => from <= at && at < to)
    if (period !== undefined) return period
    const { from, to } = periodAt(billingGridOf(contract.subscription, contract.planVersion.content), at)
    const next = { from, to }
    known.set(contract, [...found, next])
    return next
  }
}
