import type { DecimalDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'
import { outermost } from './outermost.js'

/** A meter of the last value in event time, whatever arrived last. It does not hold into the next window; a level does (`timeWeighted`). */
export function latest<const E extends string, const D extends string = never>(definition: DecimalDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'latest' } as Meter<E, D>
}

/** The value of the last event; at one instant the greatest source, then the greatest id, is last. */
export const latestAggregation = /* @__PURE__ */ outermost('latest', 'after')
