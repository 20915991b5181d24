import type { DecimalDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'
import { outermost } from './outermost.js'

/** A meter of the first value in event time. */
export function first<const E extends string, const D extends string = never>(definition: DecimalDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'first' } as Meter<E, D>
}

/** The value of the first event; at one instant the least source, then the least id, is first. */
export const firstAggregation = /* @__PURE__ */ outermost('first', 'before')
