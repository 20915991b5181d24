import { compareBytes } from '../evidence/compare-bytes.js'
import type { Instant } from '../time/time-type.js'
import type { Occurrence } from './aggregation.js'

/** The place of an event in the total order, as it stands in states: time, source, id. */
export type Place = readonly [time: Instant, source: string, id: string]

export function placeOf({ time, source, id }: Occurrence): Place {
  return [time, source, id]
}

/** Orders events by time, then source, then id: the one order in which "before" and "last" are meant. */
export function comparePlaces(a: readonly [Instant, string, string, ...unknown[]], b: readonly [Instant, string, string, ...unknown[]]): number {
  return compareBytes(a[0], b[0]) || compareBytes(a[1], b[1]) || compareBytes(a[2], b[2])
}
