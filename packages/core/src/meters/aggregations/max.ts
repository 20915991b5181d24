import type { DecimalDefinition } from '../meter-definition.js'
import type { Meter } from '../meter.js'
import { extreme } from './extreme.js'

/** A meter of the greatest value. A window without events has no usage. */
export function max<const E extends string, const D extends string = never>(definition: DecimalDefinition<E, D>): Meter<E, D> {
  return { ...definition, aggregation: 'max' } as Meter<E, D>
}

/** The greatest value. Nothing can be subtracted from it. */
export const maxAggregation = /* @__PURE__ */ extreme('max', 1)
