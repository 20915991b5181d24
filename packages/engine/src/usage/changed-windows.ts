import { bucketEnd, bucketStart, findAggregation, type Interval, type KnownAt, type Meter } from '@farthing/core'
import type { SealedUsage, StoredEvent, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { candidateOf } from '../subscriptions/load-contracts.js'
import { changedEvents } from './changed-events.js'
import { eventQuery } from './measure-usage.js'

/** A period whose usage was sealed, with the basis that still holds. */
export interface SealedPeriod extends BilledPeriod {
  readonly seal: SealedUsage
}

/** Usage of the meters of one event type that has to be measured again. */
export interface ChangedWindow extends Interval {
  readonly type: string
  /** What came in, by identity, where nothing else happened; `undefined` where something was amended or taken back, or more came in than is held. */
  readonly gained: readonly StoredEvent[] | undefined
}

/** Events above this are read again from the store and not held. */
const mostGained = 1_000

/** Where events have changed, by subscription, in the order of type and time; `all` where that reaches further than the windows. */
export async function changedWindows(context: BillingContext, stores: Stores, own: readonly SealedPeriod[], knownAt: KnownAt): Promise<ReadonlyMap<string, readonly ChangedWindow[] | 'all'>> {
  const found = new Map<string, Map<string, ChangedWindow> | 'all'>()
  const [first] = own
  const query = eventQuery(context, own)
  if (first === undefined || query === undefined || first.seal.knownAt.cut === knownAt.cut) return new Map()
  const levels = levelTypes(context)
  const readsLevels = own.some((each) => meterNames(each).some((name) => levels.has(context.catalog.meters[name]?.event ?? '')))
  // A level follows from the start of the subscription on.
  const from = readsLevels ? own.reduce((earliest, { contract: { subscription } }) => (subscription.from < earliest ? subscription.from : earliest), query.from) : query.from
  const periods = own.map((each) => ({ ...each, candidate: candidateOf(each.contract) }))
  let held = 0
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
      const gained = isNew && window.gained !== undefined && held < mostGained ? [...window.gained, stored] : undefined
      held += 1
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
  return a === undefined || b === undefined ? undefined : [...a, ...b].sort((one, other) => (one.identity < other.identity ? -1 : 1))
}
