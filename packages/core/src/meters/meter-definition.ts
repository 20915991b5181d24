import type { AttributionAttribute } from '../events/attribution.js'
import type { Exact } from '../money/decimal-type.js'
import type { RoundingRule } from '../money/rounding-type.js'
import type { BucketGrid, DataPath, MeterFilter } from './meter.js'

/** What every constructor of a meter takes. */
export interface MeterDefinition<E extends string, D extends string> {
  /** CloudEvents `type` of the events to read. */
  readonly event: E
  readonly filter?: readonly MeterFilter[]
  /** Dimensions that usage is kept apart by. */
  readonly by?: readonly D[]
  readonly paths?: { readonly [dimension in NoInfer<D>]?: DataPath }
  /** Dimensions that are attributes of the event: who submitted it, for which project. */
  readonly attributes?: { readonly [dimension in NoInfer<D>]?: AttributionAttribute }
  readonly maxGroups?: number
  /** Multiplies the aggregated quantity, exactly. */
  readonly factor?: Exact
  /** Rounds the quantity of a window, after the factor. */
  readonly rounding?: RoundingRule
  /** Quarter hours unless given: see `Meter`. */
  readonly grid?: BucketGrid
  /** A Merkle root over the events unless `none`: see `Meter`. */
  readonly evidence?: 'merkle' | 'none'
  /** What people call it, such as `OCR scans`. */
  readonly displayName?: string
  /** What one of it is called, such as `scan`. */
  readonly unit?: string
}

/** Where a value comes from: a path into the data, or arithmetic over it. */
export type ValueSource = { readonly value: DataPath; readonly expression?: never } | { readonly expression: string; readonly value?: never }

/** What constructors of meters over a decimal take besides: negative values are refused unless `allowed`. */
export type DecimalDefinition<E extends string, D extends string> = MeterDefinition<E, D> & ValueSource & { readonly negative?: 'refused' | 'allowed' }
