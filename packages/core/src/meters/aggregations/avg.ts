import { add, subtract } from '../../money/arithmetic.js'
import { isZero } from '../../money/compare.js'
import type { Decimal } from '../../money/decimal-type.js'
import { divide } from '../../money/exact/divide.js'
import type { Aggregation } from '../aggregation.js'
import type { DecimalDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'

/** A meter of the mean value per event: an exact fraction unless the meter rounds it. */
export function avg<const E extends string, const D extends string = never>(definition: DecimalDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'avg' } as Meter<E, D>
}

type Mean = { readonly sum: Decimal; readonly values: Decimal }

/** The sum of the values over their number; each event weighs the same, whatever window it came through. */
export const avgAggregation: Aggregation<Mean> = {
  name: 'avg',
  reads: 'decimal',
  zero: { sum: '0', values: '0' },
  add: ({ sum, values }, value) => ({ sum: add(sum, value), values: add(values, '1') }),
  merge: (a, b) => ({ sum: add(a.sum, b.sum), values: add(a.values, b.values) }),
  subtract: (whole, part) => ({ sum: subtract(whole.sum, part.sum), values: subtract(whole.values, part.values) }),
  result: ({ sum, values }) => (isZero(values) ? '0' : divide(sum, values)),
}
