import { add, subtract } from '../../money/arithmetic.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { Aggregation } from '../aggregation.js'
import type { BucketGrid, DataPath, Meter, MeterFilter } from '../meter.js'
import { startExactSum } from './exact-sum.js'

export interface SumDefinition<E extends string, D extends string> {
  /** CloudEvents `type` of the events to read. */
  readonly event: E
  /** Where the value stands in the data. */
  readonly value: DataPath
  readonly filter?: readonly MeterFilter[]
  /** Dimensions that usage is kept apart by. */
  readonly by?: readonly D[]
  readonly paths?: { readonly [dimension in NoInfer<D>]?: DataPath }
  /** Quarter hours unless given: see `Meter`. */
  readonly grid?: BucketGrid
  /** Negative values are refused unless `allowed`. */
  readonly negative?: 'refused' | 'allowed'
}

/** A meter that adds up a value. */
export function sum<const E extends string, const D extends string = never>(definition: SumDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'sum' } as Meter<E, D>
}

/** The exact sum of the values. */
export const sumAggregation: Aggregation<Decimal> = {
  name: 'sum',
  reads: 'decimal',
  zero: '0',
  add: (state, value) => add(state, value),
  merge: (a, b) => add(a, b),
  subtract: (whole, part) => subtract(whole, part),
  result: (state) => state,
  accumulate: startExactSum,
}
