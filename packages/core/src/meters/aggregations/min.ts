import type { DecimalDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'
import { extreme } from './extreme.js'

/** A meter of the least value. A window without events has no usage. */
export function min<const E extends string, const D extends string = never>(definition: DecimalDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'min' } as Meter<E, D>
}

/** The least value. Nothing can be subtracted from it. */
export const minAggregation = /* @__PURE__ */ extreme('min', -1)
