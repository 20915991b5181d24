import { epochMsOf, instantOfEpochMs, type Instant, type Interval } from '@farthing/core'
import type { Version } from './event-log.js'

/** Versions by the hour of their event, each hour in the order of the log. */
export type Slots = Map<string, Version[]>

const hourMs = 3_600_000
const slotOf = (at: Instant): string => at.slice(0, 13)

export function addToSlot(index: Map<string, Slots>, term: string, version: Version): void {
  const slots = slotsUnder(index, term)
  const key = slotOf(version.stored.event.time)
  const slot = slots.get(key)
  // `[version]` holds one place where a push into `[]` reserves seventeen, and many hours hold one event.
  if (slot === undefined) slots.set(key, [version])
  else slot.push(version)
}

function slotsUnder(index: Map<string, Slots>, term: string): Slots {
  const known = index.get(term)
  if (known !== undefined) return known
  const slots: Slots = new Map()
  index.set(term, slots)
  return slots
}

/** Takes back the newest version of an hour. */
export function takeFromSlot(index: ReadonlyMap<string, Slots>, term: string, at: Instant): void {
  index.get(term)?.get(slotOf(at))?.pop()
}

/** The hours that hold something of a range, by name where they are fewer than those of the index. */
export function slotsIn(slots: Slots, { from, to }: Interval): readonly (readonly Version[])[] {
  if (from >= to) return []
  const first = Math.floor(epochMsOf(from) / hourMs)
  const last = Math.floor(epochMsOf(to) / hourMs)
  if (last - first >= slots.size) return [...slots].flatMap(([hour, versions]) => (hour >= slotOf(from) && hour <= slotOf(to) ? [versions] : []))
  return Array.from({ length: last - first + 1 }, (_, index) => slots.get(slotOf(instantOfEpochMs((first + index) * hourMs))) ?? [])
}
