import { canonicalJson, carryUsage, clipInterval, defaultMaxGroups, isFarthingError, joinBuckets, type KnownAt, type Meter, type UsageBucket } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { changedWindows, type ChangedWindow, type SealedPeriod } from './changed-windows.js'
import { measureWindow } from './measure-window.js'

export interface SealsAtCut {
  /** Not before the cut of any seal. */
  readonly knownAt: KnownAt
  /** Every contract that takes part in attribution. */
  readonly contracts: readonly SubscriptionContract[]
  readonly sealed: readonly SealedPeriod[]
}

/** More windows than this are measured faster in one pass over the period. */
const mostWindows = 200

/**
 * Usage at a cut from what was sealed before it: the same byte for byte as measuring all of it, for what was recorded in between. By subscription.
 *
 * The quarter hours that an event came into, left, or changed in are measured again, each event type on its own; all other buckets stand as they were sealed. Where
 * the meters of a type keep no evidence and events only came in, the state of these is merged with the sealed one, and nothing else is read.
 * A subscription is left out, to be measured as a whole, where that may not do: events of a level changed, which holds on into all that follows; usage that may
 * have too many groups, or cannot be used; more than 200 windows.
 */
export async function usageSinceSeals(context: BillingContext, stores: Stores, { knownAt, contracts, sealed }: SealsAtCut): Promise<ReadonlyMap<string, readonly UsageBucket[]>> {
  const standing = new Map<string, readonly UsageBucket[]>()
  for (const own of byCut(sealed)) {
    const windows = await changedWindows(context, stores, own, knownAt)
    for (const each of own) {
      const { id } = each.contract.subscription
      const buckets = await replaceBuckets(context, stores, { ...each, knownAt, contracts, windows: windows.get(id) ?? [] })
      if (buckets !== undefined) standing.set(id, buckets)
    }
  }
  return standing
}

function byCut(sealed: readonly SealedPeriod[]): readonly (readonly SealedPeriod[])[] {
  const groups = new Map<string, SealedPeriod[]>()
  for (const each of sealed) groups.set(each.seal.knownAt.cut, [...(groups.get(each.seal.knownAt.cut) ?? []), each])
  return [...groups.values()]
}

interface SealToRenew extends SealedPeriod, Omit<SealsAtCut, 'sealed'> {
  readonly windows: readonly ChangedWindow[] | 'all'
}

/** The sealed buckets with those of the windows measured again; `undefined` where all has to be. */
async function replaceBuckets(context: BillingContext, stores: Stores, { contract, period, seal, windows, ...measurement }: SealToRenew): Promise<readonly UsageBucket[] | undefined> {
  const running = clipInterval(period, contract.subscription)
  if (windows.length === 0) return seal.buckets
  if (windows === 'all' || windows.length > mostWindows || running === undefined) return undefined
  let buckets = seal.buckets
  for (const window of windows) {
    const gained = keepsEvidence(context, window.type) ? undefined : window.gained
    const measured = await measureWindow(context, stores, { ...measurement, billed: { contract, period }, window: { ...window, gained } })
    if (measured.refused.length > 0) return undefined
    if (gained !== undefined) {
      const joined = joinedOrRefused(context, buckets, measured.buckets)
      if (joined === undefined) return undefined
      buckets = joined
      continue
    }
    const isReplaced = ({ meter, from }: UsageBucket): boolean => context.catalog.meters[meter]?.event === window.type && window.from <= from && from < window.to
    buckets = [...buckets.filter((bucket) => !isReplaced(bucket)), ...measured.buckets]
  }
  return hasTooManyGroups(context, buckets) ? undefined : carryUsage(buckets, running, context)
}

/** Whether a root over the events of a type is kept: it cannot be made of what was sealed and what came in. */
function keepsEvidence({ catalog }: BillingContext, type: string): boolean {
  const meters: readonly Meter[] = Object.values(catalog.meters)
  return meters.some(({ event, evidence }) => event === type && evidence !== 'none')
}

/** `undefined` where a state would hold too much: then the usage is refused as a whole. */
function joinedOrRefused(context: BillingContext, sealed: readonly UsageBucket[], gained: readonly UsageBucket[]): readonly UsageBucket[] | undefined {
  try {
    return joinBuckets(sealed, gained, context)
  } catch (error) {
    if (isFarthingError(error)) return undefined
    throw error
  }
}

function hasTooManyGroups({ catalog }: BillingContext, buckets: readonly UsageBucket[]): boolean {
  const groups = new Map<string, Set<string>>()
  for (const { meter, dimensions } of buckets) groups.set(meter, (groups.get(meter) ?? new Set<string>()).add(canonicalJson(dimensions)))
  return [...groups].some(([meter, own]) => own.size > (catalog.meters[meter]?.maxGroups ?? defaultMaxGroups))
}
