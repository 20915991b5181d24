import { canonicalJson, describeValue, fail, type Dimensions, type JsonObject } from '@farthing/core'

/**
 * State that runs from period to period, such as units that roll over: by component key, then by the group's dimensions as canonical JSON.
 * What no group of the period reads is handed on unchanged.
 */
export type Carry = JsonObject

/** Which part of the carry belongs to one charge. */
export interface CarryPlace {
  /** Component key. */
  readonly component: string
  readonly dimensions: Dimensions
}

/** What the period before handed to a charge; `{}` where nothing. @throws `rating.carry_invalid` */
export function carryFor(carry: Carry, { component, dimensions }: CarryPlace): JsonObject {
  return entryOf(entryOf(carry, component, 'carryIn'), canonicalJson(dimensions), `carryIn.${component}`)
}

/** The carry with what charges hand on in place of what they were handed. */
export function carryWith(carry: Carry, handed: readonly (CarryPlace & { readonly state: JsonObject })[]): Carry {
  return handed.reduce<Carry>((whole, { component, dimensions, state }) => {
    const groups = { ...entryOf(whole, component, 'carryIn'), [canonicalJson(dimensions)]: state }
    return Object.fromEntries([...Object.entries(whole).filter(([key]) => key !== component), [component, groups]])
  }, carry)
}

function entryOf(record: JsonObject, key: string, field: string): JsonObject {
  const entry = Object.hasOwn(record, key) ? record[key] : {}
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) return entry as JsonObject
  return fail('rating.carry_invalid', { field: `${field}.${key}`, because: `is ${describeValue(entry)} and not a record` })
}
