import { add, describeValue, fail, type Exact, type Json, type JsonObject } from '@farthing/core'
import type { StageInput } from '../charges/pipeline/stage.js'

/** A figure that a stage handed on; `otherwise` where it handed on none. @throws `rating.carry_invalid` */
export function carriedFigure(carry: JsonObject, name: string, otherwise: Exact = '0'): Exact {
  const value = own(carry, name)
  if (value === undefined) return otherwise
  // A computed figure may be longer than what `parseExact` lets in; adding nothing gives the canonical form.
  return typeof value === 'string' ? add(value as Exact, '0') : refuse(name, value, 'text')
}

/** A record that a stage handed on; `{}` where it handed on none. @throws `rating.carry_invalid` */
export function carriedRecord(carry: JsonObject, name: string): JsonObject {
  const value = own(carry, name)
  if (value === undefined) return {}
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : refuse(name, value, 'a record')
}

/** Whether a stage handed its carry on in an earlier run of the same billing period, which is rated in several where its terms change. */
export function isSamePeriod({ period }: JsonObject, { context }: Pick<StageInput, 'context'>): boolean {
  return period === context.period.from
}

function own(carry: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(carry, name) ? carry[name] : undefined
}

function refuse(name: string, value: Json, expected: string): never {
  return fail('rating.carry_invalid', { field: `carry.${name}`, because: `is ${describeValue(value)} and not ${expected}` })
}
