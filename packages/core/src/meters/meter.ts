import type { Decimal } from '../money/decimal-type.js'

/**
 * A path into event data: keys joined by points, such as `usage.tokens`. Follows own properties of objects only; lists have no paths,
 * and a key that contains a point cannot be reached.
 */
export type DataPath = string

/**
 * A condition on event data. A list of conditions must hold together; they are tried in order, and the first that fails decides.
 *
 * `equals` and `in` compare JSON values of one type: text with text, number with number by value, never `"5"` with `5`. An absent or null
 * value equals nothing. A range includes `from` and excludes `to`; it compares exact decimals, given as text or number, and a present value
 * that is not one breaks the meter for this event.
 */
export type MeterFilter =
  | { readonly path: DataPath; readonly equals: string | boolean | number }
  | { readonly path: DataPath; readonly in: readonly (string | boolean | number)[] }
  | { readonly path: DataPath; readonly from?: Decimal; readonly to?: Decimal }
  | { readonly all: readonly MeterFilter[] }
  | { readonly any: readonly MeterFilter[] }
  | { readonly not: MeterFilter }

/** How fine usage is stored: in quarter hours or in minutes of UTC. */
export type BucketGrid = 'quarter_hour' | 'minute'

/** What is counted, and how. `by` names the dimensions that usage is kept apart by. */
export interface Meter<E extends string = string, D extends string = string> {
  /** CloudEvents `type` of the events that it reads. */
  readonly event: E
  /** Name of the aggregation: `count`, `sum`, or one of the host's own. */
  readonly aggregation: string
  /** Where the value stands in the data; required by aggregations that read one, absent for `count`. */
  readonly value?: DataPath
  readonly filter?: readonly MeterFilter[]
  /** Dimension names; each is also the path of its value unless `paths` says otherwise. */
  readonly by?: readonly D[]
  /** Paths of dimensions whose value stands elsewhere than under their name. */
  readonly paths?: { readonly [dimension: string]: DataPath }
  /** Negative values are refused unless `allowed`. */
  readonly negative?: 'refused' | 'allowed'
  /**
   * Quarter hours unless given. `minute` lets usage merge into windows of whole minutes, and costs up to 15 times the buckets: a group that
   * is busy all of October has 44,640 of them instead of 2,976, to fold, to store and to merge.
   */
  readonly grid?: BucketGrid
}

/** Dimension values of one group, by dimension name. A value that is absent from the event is `null`. */
export interface Dimensions {
  readonly [name: string]: string | null
}
