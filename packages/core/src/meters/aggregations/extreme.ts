import { compare } from '../../money/compare.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { Aggregation } from '../aggregation.js'

/** Keeps the least or the greatest value in `O(1)`; `null` before the first. */
export function extreme(name: 'min' | 'max', beats: 1 | -1): Aggregation<Decimal | null> {
  const better = (a: Decimal | null, b: Decimal | null): Decimal | null => {
    if (a === null || b === null) return a ?? b
    return compare(b, a) === beats ? b : a
  }
  return {
    name,
    reads: 'decimal',
    zero: null,
    add: (state, value) => better(state, value),
    merge: better,
    result: (state) => state ?? '0',
  }
}
