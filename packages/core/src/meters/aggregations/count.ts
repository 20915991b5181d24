import { add, subtract } from '../../money/arithmetic.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { Accumulator, Aggregation } from '../aggregation.js'
import type { MeterDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'

export type CountDefinition<E extends string, D extends string> = MeterDefinition<E, D>

/** A meter that counts events. */
export function count<const E extends string, const D extends string = never>(definition: CountDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'count' } as Meter<E, D>
}

/** The number of events. */
export const countAggregation: Aggregation<Decimal> = {
  name: 'count',
  reads: 'nothing',
  zero: '0',
  add: (state) => add(state, '1'),
  merge: (a, b) => add(a, b),
  subtract: (whole, part) => subtract(whole, part),
  result: (state) => state,
  accumulate: startCount,
}

function startCount(): Accumulator<Decimal> {
  let events = 0
  return { add: () => void (events += 1), state: () => `${events}` }
}
