import { fail } from '../errors/failure.js'
import { canonicalJson } from '../evidence/canonical-json.js'
import { compareBytes } from '../evidence/compare-bytes.js'
import type { Json } from '../evidence/json.js'
import type { AnyAggregation } from '../meters/aggregation.js'
import type { Interval } from '../time/time-type.js'
import { grouped } from './grouped.js'
import type { UsageBucket } from './usage-type.js'

/** What one window holds of one group: the merged state of its buckets, and what held at its start. */
export interface Span {
  readonly window: Interval
  readonly buckets: readonly UsageBucket[]
  readonly state: Json
  readonly opening: Json
}

/**
 * Spreads the buckets of one meter over windows, which increase and do not overlap.
 *
 * A level is followed from the first bucket on, each set of dimensions on its own, also through windows and gaps without buckets.
 *
 * @throws `window.invalid` when a bucket crosses a boundary
 */
export function spansOf(aggregation: AnyAggregation, buckets: readonly UsageBucket[], windows: readonly Interval[]): readonly Span[] {
  if (aggregation.close === undefined) return ownSpans(aggregation, buckets, windows)
  const levels = grouped(buckets, ({ dimensions }) => canonicalJson(dimensions))
  return [...levels.values()].flatMap((own) => levelSpans(aggregation, own, windows))
}

function ownSpans(aggregation: AnyAggregation, buckets: readonly UsageBucket[], windows: readonly Interval[]): readonly Span[] {
  const byWindow = grouped(buckets, (bucket) => windowOf(bucket, windows))
  return [...byWindow].flatMap(([window, own]) => (window === undefined ? [] : [{ window, buckets: own, state: mergeStates(aggregation, own), opening: null }]))
}

/** The buckets of one level, before and in each window that ends after the first of them starts. */
function levelSpans(aggregation: AnyAggregation, buckets: readonly UsageBucket[], windows: readonly Interval[]): readonly Span[] {
  const ordered = buckets.toSorted(byStart)
  const [earliest] = ordered
  if (earliest === undefined) return []
  const byWindow = grouped(ordered, (bucket) => windowOf(bucket, windows))
  const outside = byWindow.get(undefined) ?? []
  const spans: Span[] = []
  let opening = earliest.opening ?? null
  let since = earliest.from
  const close = (state: Json, interval: Interval) => aggregation.close?.(state, interval, opening) ?? null
  for (const window of windows) {
    if (window.to <= earliest.from) continue
    if (window.from < earliest.from && opening !== null && since === earliest.from) refuseUnknownLevel(window, earliest)
    const before = outside.filter(({ from }) => since <= from && from < window.from)
    if (before.length > 0) opening = close(mergeStates(aggregation, before), { from: since, to: window.from })
    const own = byWindow.get(window) ?? []
    const state = mergeStates(aggregation, own)
    if (own.length > 0 || opening !== null) spans.push({ window, buckets: own, state, opening })
    opening = close(state, window)
    since = window.to
  }
  return spans
}

/** What held before a carried level is not known, so a window that starts earlier has no level. */
function refuseUnknownLevel(window: Interval, { from }: UsageBucket): never {
  return fail('window.invalid', { field: 'windows', because: `has one from ${window.from}, but levels are only known from ${from} on`, facts: { from } })
}

/** The window that holds a bucket; none when it lies outside all. */
function windowOf(bucket: Interval, windows: readonly Interval[]): Interval | undefined {
  const window = windows[firstEndingAfter(windows, bucket.from)]
  if (window === undefined || bucket.to <= window.from) return undefined
  if (window.from <= bucket.from && bucket.to <= window.to) return window
  return fail('window.invalid', {
    field: 'buckets',
    because: `holds one from ${bucket.from} to ${bucket.to}, which crosses the window from ${window.from} to ${window.to}`,
    facts: { from: bucket.from, to: bucket.to },
  })
}

function firstEndingAfter(windows: readonly Interval[], at: string): number {
  let low = 0
  let high = windows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((windows[middle]?.to ?? at) > at) high = middle
    else low = middle + 1
  }
  return low
}

function byStart(a: UsageBucket, b: UsageBucket): number {
  return compareBytes(a.from, b.from)
}

/** Merges in pairs, then the pairs in pairs: states that grow are copied log n times and not n times. */
function mergeStates(aggregation: AnyAggregation, buckets: readonly UsageBucket[]): Json {
  let states = buckets.map(({ state }) => state)
  while (states.length > 1) {
    states = states.flatMap((state, index) => {
      if (index % 2 === 1) return []
      const next = states[index + 1]
      return [next === undefined ? state : aggregation.merge(state, next)]
    })
  }
  const [merged] = states
  return merged === undefined ? aggregation.zero : merged
}
