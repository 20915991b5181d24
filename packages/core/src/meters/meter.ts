import type { Decimal } from '../money/decimal-type.js'

/** A path into event data: keys joined by points, such as `usage.tokens`. */
export type DataPath = string

/** A condition on event data. A list of conditions must hold together. */
export type MeterFilter =
  | { readonly path: DataPath; readonly equals: string | boolean | number }
  | { readonly path: DataPath; readonly in: readonly (string | boolean | number)[] }
  | { readonly path: DataPath; readonly from?: Decimal; readonly to?: Decimal }
  | { readonly all: readonly MeterFilter[] }
  | { readonly any: readonly MeterFilter[] }
  | { readonly not: MeterFilter }

/** What is counted, and how. `by` names the dimensions that usage is kept apart by. */
export interface Meter<E extends string = string, D extends string = string> {
  /** CloudEvents `type` of the events that it reads. */
  readonly event: E
  readonly aggregation: 'count' | 'sum'
  /** Where the value stands in the data; required for `sum`, absent for `count`. */
  readonly value?: DataPath
  readonly filter?: readonly MeterFilter[]
  /** Dimension names; each is also the path of its value unless `paths` says otherwise. */
  readonly by?: readonly D[]
  /** Negative values are refused unless `allowed`. */
  readonly negative?: 'refused' | 'allowed'
}

/** Dimension values of one group, by dimension name. A value that is absent from the event is `null`. */
export interface Dimensions {
  readonly [name: string]: string | null
}
