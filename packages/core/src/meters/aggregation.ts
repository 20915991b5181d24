import type { UsageEvent } from '../events/usage-event.js'
import type { Json, JsonObject } from '../evidence/json.js'
import type { Decimal, Exact } from '../money/decimal-type.js'
import type { Instant, Interval } from '../time/time-type.js'
import type { Meter } from './meter.js'

/** What an aggregation may know of the event behind a value: when it happened, and its place in the total order (time, source, id). */
export type Occurrence = Pick<UsageEvent, 'time' | 'source' | 'id'>

/** Reads a value from event data; throws `meter.*` where the event breaks the meter. */
export type ValueReader<V extends Json = Json> = (data: JsonObject) => V

/** What a result may depend on besides the events of its window. */
export interface ResultContext {
  /** What the window before left behind, as `close` gave it; `null` when nothing was held, and where nothing is said. */
  readonly opening?: Json
  /** The whole period that shares are taken of; the window itself unless given. */
  readonly reference?: Interval
}

/**
 * How values become a quantity: a commutative monoid over plain-JSON states, with a result.
 *
 * Laws (`assertAggregationLaws` in `testing/` checks them): `merge` is associative and commutative with `zero` as its identity;
 * adding a value equals merging the state of that value alone; so the state of a set of events depends neither on order nor on batches.
 * `subtract(merge(a, b), b)` is `a`. States of equal sets are equal byte for byte as canonical JSON.
 *
 * A level, such as a number of seats, holds until it changes. Its aggregation has `close`: what a window leaves to the next one. Closing
 * window after window gives what closing all of them at once gives, so time may be cut anywhere.
 */
export interface Aggregation<S extends Json = Json, V extends Json = Decimal> {
  /** Under which meters choose it. */
  readonly name: string
  /**
   * `nothing`: each event counts for itself, and `add` is given `"1"`. `decimal` and `text`: what stands at the value path of the meter.
   * A function compiles a reader of its own from the meter.
   */
  readonly reads: 'nothing' | 'decimal' | 'text' | ((meter: Meter) => ValueReader<V>)
  readonly zero: S
  /** @throws `meter.state_too_large` where the state grows with events and passes its bound */
  add(state: S, value: V, event: Occurrence): S
  merge(a: S, b: S): S
  subtract?(whole: S, part: S): S
  /** The quantity of a window with this state. */
  result(state: S, window: Interval, context?: ResultContext): Exact
  /** What holds at the end of the window; `null` for nothing. */
  close?(state: S, window: Interval, opening: Json): Json
  /** What the quantity is made of, and what is odd about the events behind it. */
  detail?(state: S, window: Interval, context?: ResultContext): UsageDetail
  /** A faster `add` for long runs; must end in the state that `add` gives. */
  accumulate?(): Accumulator<S, V>
}

/** An aggregation of any state and value, as tables and folds hold it. */
export type AnyAggregation = Aggregation<Json, Json>

/** Running state of one bucket, changed in place. */
export interface Accumulator<S extends Json = Json, V extends Json = Decimal> {
  add(value: V, event: Occurrence): void
  state(): S
}

/** Settings of one aggregation, such as which percentile; data on the meter and on its usage. */
export type AggregationSettings = JsonObject

/** Aggregations that differ in their settings, such as the percentiles. */
export interface AggregationFamily {
  readonly name: string
  /** @throws `meter.invalid` for settings that it does not have, naming the one below `field` */
  configure(settings: AggregationSettings, field: string): AnyAggregation
}

/** Aggregations by name. Own properties only. */
export interface AggregationTable {
  readonly [name: string]: AnyAggregation | AggregationFamily
}

/** A piece of a quantity that is priced or shown on its own: an allocation, or a bucket. */
export type UsagePart = {
  readonly key: string
  readonly quantity: Exact
  /** What the events said that this piece costs, such as mode, unit price, currency and plan version: it wins over the catalogue. */
  readonly snapshot?: JsonObject
}

/**
 * `open_twice`: opened while open; the second one changes nothing. `close_without_open`, `accrue_without_open`: count nothing.
 * `close_twice`: closed again in the same window; counts nothing. `close_before_open`: a close without open whose open came later and was not
 * closed, so the pair was reported out of order. `close_missing`: still open and silent for too long; it goes on counting.
 */
export type UsageAnomalyKind = (typeof usageAnomalyKinds)[number]

export const usageAnomalyKinds = ['open_twice', 'close_without_open', 'close_twice', 'close_before_open', 'accrue_without_open', 'close_missing'] as const

/** Events that do not fit together. Nothing is clamped: what they count for is stated by kind. */
export type UsageAnomaly = {
  readonly kind: UsageAnomalyKind
  /** What it is about, such as an allocation. */
  readonly key: string
  /** Time of the event; for `close_missing` the last sign of life. */
  readonly at: Instant
}

export interface UsageDetail {
  readonly parts?: readonly UsagePart[]
  readonly anomalies?: readonly UsageAnomaly[]
}
