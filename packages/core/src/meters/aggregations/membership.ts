import { fail } from '../../errors/failure.js'
import { compareBytes } from '../../evidence/compare-bytes.js'
import type { Json } from '../../evidence/json.js'
import type { Exact } from '../../money/decimal-type.js'
import { divide } from '../../money/exact/divide.js'
import type { Instant, Interval, Zone } from '../../time/time-type.js'
import type { Aggregation } from '../aggregation.js'
import type { DataPath } from '../meter.js'
import { localDayOf } from '../seconds.js'
import { textReader, wordReader } from '../value-reader.js'
import { timelineStates, type Timeline } from './timeline.js'

type Operation = 'add' | 'remove'

/** What a report says: which identity, and what became of it. */
type Move = readonly [identity: string, operation: Operation]

export interface MembershipSettings {
  readonly operation: DataPath
  readonly words: { readonly [operation in Operation]: readonly string[] }
  readonly prorate: 'none' | 'day'
  readonly zone: Zone
}

/**
 * Identities that are added and removed, as `unique` counts them. Adding what is in and removing what is not changes nothing. What is in at
 * the end of a window is in at the start of the next one.
 */
export function membership({ operation, words, prorate, zone }: MembershipSettings): Aggregation<Timeline<Move>, Move> {
  return {
    name: 'unique',
    reads({ value }) {
      const identity = textReader(value ?? fail('meter.invalid', { field: 'value', because: 'is missing, but unique reads one' }))
      const word = wordReader(operation, words)
      return (data) => [identity(data), word(data)]
    },
    ...timelineStates<Move>(),
    result(state, window, { opening = null, reference = window } = {}) {
      const stays = staysIn(state, opening)
      if (prorate === 'none') return `${[...stays.values()].filter(isInAtEnd).length}`
      return dayShare(stays.values(), { window, reference, zone })
    },
    close(state, _window, opening) {
      const members = [...staysIn(state, opening)].flatMap(([identity, own]) => (isInAtEnd(own) ? [identity] : []))
      return members.length === 0 ? null : members.sort(compareBytes)
    },
  }
}

/** From when to when an identity was in: from before the window without `from`, beyond its end without `to`. */
interface Stay {
  readonly from?: Instant
  readonly to?: Instant
}

/** The stays of each identity that is reported or was in before, in order of time. */
function staysIn(state: Timeline<Move>, opening: Json): ReadonlyMap<string, readonly Stay[]> {
  const stays = new Map<string, Stay[]>()
  for (const identity of Array.isArray(opening) ? (opening as readonly string[]) : []) stays.set(identity, [{}])
  for (const [time, , , [identity, operation]] of state) {
    const own = stays.get(identity) ?? []
    const last = own.at(-1)
    const isIn = last !== undefined && last.to === undefined
    if (operation === 'add' && !isIn) own.push({ from: time })
    if (operation === 'remove' && isIn) own[own.length - 1] = { ...last, to: time }
    stays.set(identity, own)
  }
  return stays
}

function isInAtEnd(stays: readonly Stay[]): boolean {
  const last = stays.at(-1)
  return last !== undefined && last.to === undefined
}

/** Local days on which each identity was in at some time, both ends included, over the days of the whole period, of which there is at least one. */
function dayShare(members: Iterable<readonly Stay[]>, { window, reference, zone }: { readonly window: Interval; readonly reference: Interval; readonly zone: Zone }): Exact {
  const [first, end] = [localDayOf(window.from, zone), localDayOf(window.to, zone)]
  let days = 0
  for (const stays of members) {
    let next = first
    for (const { from, to } of stays) {
      const start = Math.max(next, from === undefined ? first : localDayOf(from, zone))
      const stop = to === undefined ? end : Math.min(end, localDayOf(to, zone) + 1)
      if (stop > start) {
        days += stop - start
        next = stop
      }
    }
  }
  return divide(`${days}`, `${Math.max(1, localDayOf(reference.to, zone) - localDayOf(reference.from, zone))}`)
}
