import { add, subtract } from '../../money/arithmetic.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { Aggregation } from '../aggregation.js'
import type { DecimalDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'
import { startExactSum } from './exact-sum.js'

export type SumDefinition<E extends string, D extends string> = DecimalDefinition<E, D>

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
