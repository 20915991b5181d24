import type { Decimal } from '../../money/decimal-type.js'
import type { Instant } from '../../time/time-type.js'
import type { Aggregation } from '../aggregation.js'
import { comparePlaces, placeOf } from '../event-order.js'

/** A value with the place of its event. */
type Placed = readonly [time: Instant, source: string, id: string, value: Decimal]

/** Keeps the value of the first or last event in the total order (time, source, id), in `O(1)`. */
export function outermost(name: 'first' | 'latest', side: 'before' | 'after'): Aggregation<Placed | null> {
  const chosen = (a: Placed | null, b: Placed | null): Placed | null => {
    if (a === null || b === null) return a ?? b
    const order = comparePlaces(a, b)
    return (side === 'before' ? order <= 0 : order > 0) ? a : b
  }
  return {
    name,
    reads: 'decimal',
    zero: null,
    add: (state, value, event) => chosen(state, [...placeOf(event), value]),
    merge: chosen,
    result: (state) => state?.[3] ?? '0',
  }
}
