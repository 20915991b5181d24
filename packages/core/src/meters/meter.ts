import type { AttributionAttribute } from '../events/attribution.js'
import type { JsonObject } from '../evidence/json.js'
import type { Decimal, Exact } from '../money/decimal-type.js'
import type { RoundingRule } from '../money/rounding-type.js'

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

/** How the values of a meter become its quantity. Usage carries it, so that stored usage merges without the meter. */
export interface Measure {
  /** Name of the aggregation: a built-in one such as `sum`, or one of the host's own. */
  readonly aggregation: string
  /** What that aggregation lets a meter choose, such as which percentile. */
  readonly settings?: JsonObject
  /** The aggregated quantity is multiplied by it, exactly: `"1/1073741824"` makes GiB of bytes. */
  readonly factor?: Exact
  /** Rounds the quantity of a window, after the factor. States are never rounded, so windows still merge exactly. */
  readonly rounding?: RoundingRule
}

/** What is counted, and how. `by` names the dimensions that usage is kept apart by. */
export interface Meter<E extends string = string, D extends string = string> extends Measure {
  /** CloudEvents `type` of the events that it reads. */
  readonly event: E
  /** Where the value stands in the data; required by aggregations that read one, absent for `count`. */
  readonly value?: DataPath
  /** Instead of `value`: arithmetic over the data, such as `"gpus * seconds"`. */
  readonly expression?: string
  readonly filter?: readonly MeterFilter[]
  /** Dimension names; each is also the path of its value unless `paths` or `attributes` says otherwise. */
  readonly by?: readonly D[]
  /** Paths of dimensions whose value stands elsewhere than under their name. */
  readonly paths?: { readonly [dimension: string]: DataPath }
  /** Dimensions whose value is not in the data but an attribute of the event that says whose usage it is. */
  readonly attributes?: { readonly [dimension: string]: AttributionAttribute }
  /** Groups that one subscription may have on it; what the fold allows unless given. */
  readonly maxGroups?: number
  /** Negative values are refused unless `allowed`. */
  readonly negative?: 'refused' | 'allowed'
  /**
   * Quarter hours unless given. `minute` lets usage merge into windows of whole minutes, and costs up to 15 times the buckets: a group that
   * is busy all of October has 44,640 of them instead of 2,976, to fold, to store and to merge.
   */
  readonly grid?: BucketGrid
  /**
   * Whether its usage has a Merkle root over its events: `merkle` unless given. `none` saves two digests for each event, but then nothing can
   * be proven of the usage: its `evidence` says `none`, and so does that of all it is merged into.
   */
  readonly evidence?: 'merkle' | 'none'
  /** What people call it, such as `OCR scans`; shown beside usage, and decides nothing. */
  readonly displayName?: string
  /** What one of it is called, such as `scan`; shown beside usage, and decides nothing. */
  readonly unit?: string
}

/** Dimension values of one group, by dimension name. A value that is absent from the event is `null`. */
export interface Dimensions {
  readonly [name: string]: string | null
}
