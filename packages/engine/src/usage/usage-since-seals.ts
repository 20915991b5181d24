import { bucketEnd, bucketStart, canonicalJson, carryUsage, clipInterval, findAggregation, isFarthingError, joinBuckets, type Interval, type KnownAt, type Meter, type UsageBucket } from '@farthing/core'
import type { SealedUsage, StoredEvent, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { candidateOf } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { changedEvents } from './changed-events.js'
import { eventQuery } from './measure-usage.js'
import { measureWindow } from './measure-window.js'

/** A period whose usage was sealed, with the basis that still holds. */
export interface SealedPeriod extends BilledPeriod {
  readonly seal: SealedUsage
}

export interface SealsAtCut {
  /** Not before the cut of any seal. */
  readonly knownAt: KnownAt
  /** Every contract that takes part in attribution. */
  readonly contracts: readonly SubscriptionContract[]
  readonly sealed: readonly SealedPeriod[]
}

/** More windows than this are measured faster in one pass over the period. */
const mostWindows = 200
/** More events than this are read again from the store and not held. */
const mostGained = 1_000
const defaultMaxGroups = 10_000

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

/** Usage of the meters of one event type that has to be measured again. */
interface ChangedWindow extends Interval {
  readonly type: string
  /** What came in, by identity, where nothing else happened; `undefined` where something was amended or taken back, or much came in. */
  readonly gained: readonly StoredEvent[] | undefined
}

/** Where events have changed, by subscription, in the order of type and time; `all` where that reaches further than the windows. */
async function changedWindows(context: BillingContext, stores: Stores, own: readonly SealedPeriod[], knownAt: KnownAt): Promise<ReadonlyMap<string, readonly ChangedWindow[] | 'all'>> {
  const found = new Map<string, Map<string, ChangedWindow> | 'all'>()
  const [first] = own
  const query = eventQuery(context, own)
  if (first === undefined || query === undefined || first.seal.knownAt.cut === knownAt.cut) return new Map()
  const levels = levelTypes(context)
  const readsLevels = own.some((each) => meterNames(each).some((name) => levels.has(context.catalog.meters[name]?.event ?? '')))
  // A level follows from the start of the subscription on.
  const from = readsLevels ? own.reduce((earliest, { contract: { subscription } }) => (subscription.from < earliest ? subscription.from : earliest), query.from) : query.from
  const periods = own.map((each) => ({ ...each, candidate: candidateOf(each.contract) }))
  const note = (stored: StoredEvent, isNew: boolean): void => {
    const { event } = stored
    for (const { candidate, period } of periods) {
      if (event.subscription !== candidate.id && !candidate.subjects.includes(event.subject)) continue
      // The last day of the time line ends within a quarter hour.
      if (levels.has(event.type) || event.time.startsWith('9999-12-31')) found.set(candidate.id, 'all')
      const before = found.get(candidate.id) ?? new Map<string, ChangedWindow>()
      if (before === 'all' || event.time < period.from || event.time >= period.to) continue
      const key = `${event.type} ${bucketStart(event.time)}`
      const window = before.get(key) ?? { type: event.type, from: bucketStart(event.time), to: bucketEnd(event.time), gained: [] }
      const gained = isNew && window.gained !== undefined && window.gained.length < mostGained ? [...window.gained, stored] : undefined
      found.set(candidate.id, before.set(key, { ...window, gained }))
    }
  }
  for await (const { before, after } of changedEvents(stores, { ...query, from }, { since: first.seal.knownAt.cut, now: knownAt.cut })) {
    for (const side of [before, after]) if (side !== undefined) note(side, before === undefined)
  }
  return new Map([...found].map(([id, windows]) => [id, windows === 'all' ? windows : joined([...windows.values()])]))
}

function meterNames({ contract }: BilledPeriod): readonly string[] {
  return candidateOf(contract).meters ?? []
}

/** Events of meters whose aggregation carries a level from one window to the next. */
function levelTypes({ catalog, aggregations }: BillingContext): ReadonlySet<string> {
  const meters: readonly Meter[] = Object.values(catalog.meters)
  return new Set(meters.flatMap((meter) => (findAggregation(meter, aggregations).close === undefined ? [] : [meter.event])))
}

/** Windows of one type that follow each other as one. */
function joined(windows: readonly ChangedWindow[]): readonly ChangedWindow[] {
  const ordered = windows.toSorted((a, b) => (a.type === b.type ? (a.from < b.from ? -1 : 1) : a.type < b.type ? -1 : 1))
  const result: ChangedWindow[] = []
  for (const window of ordered) {
    const last = result.at(-1)
    if (last?.type === window.type && last.to === window.from) result.splice(-1, 1, { ...last, to: window.to, gained: allGained(last, window) })
    else result.push(window)
  }
  return result
}

function allGained({ gained: a }: ChangedWindow, { gained: b }: ChangedWindow): readonly StoredEvent[] | undefined {
  if (a === undefined || b === undefined || a.length + b.length > mostGained) return undefined
  return [...a, ...b].sort((one, other) => (one.identity < other.identity ? -1 : 1))
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
