import type { UsageEvent } from '../events/usage-event.js'
import type { Json } from '../evidence/json.js'
import type { Decimal, Exact } from '../money/decimal-type.js'
import type { Interval } from '../time/time-type.js'

/** What an aggregation may know of the event behind a value: when it happened, and its place in the total order (time, source, id). */
export type Occurrence = Pick<UsageEvent, 'time' | 'source' | 'id'>

/**
 * How values become a quantity: a commutative monoid over plain-JSON states, with a result.
 *
 * Laws (`assertAggregationLaws` in `testing/` checks them): `merge` is associative and commutative with `zero` as its identity;
 * adding a value equals merging the state of that value alone; so the state of a set of events depends neither on order nor on batches.
 * `subtract(merge(a, b), b)` is `a`. States of equal sets are equal byte for byte as canonical JSON.
 */
export interface Aggregation<S extends Json = Json> {
  /** Under which meters choose it. */
  readonly name: string
  /** `nothing`: each event counts for itself, and `add` is given `"1"`. `decimal`: the value of the event, canonical. */
  readonly reads: 'nothing' | 'decimal'
  readonly zero: S
  add(state: S, value: Decimal, event: Occurrence): S
  merge(a: S, b: S): S
  subtract?(whole: S, part: S): S
  /** The quantity of a window with this state. */
  result(state: S, window: Interval): Exact
  /** A faster `add` for long runs; must end in the state that `add` gives. */
  accumulate?(): Accumulator<S>
}

/** Running state of one bucket, changed in place. */
export interface Accumulator<S extends Json = Json> {
  add(value: Decimal, event: Occurrence): void
  state(): S
}

/** Aggregations by name. Own properties only. */
export interface AggregationTable {
  readonly [name: string]: Aggregation
}
