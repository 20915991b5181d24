import { describeValue, fail, type JsonObject } from '@farthing/core'

/**
 * State that runs from period to period, such as units that roll over: by owner, which is the key of a component for its price and the id
 * of a stage for a stage, then by what of theirs it belongs to. What nobody reads in a period is handed on unchanged.
 */
export type Carry = JsonObject

/** Which part of the carry belongs to one run. */
export interface CarryPlace {
  readonly owner: string
  /** Canonical JSON of a charge's dimensions for a price; of rule and scope for a stage. */
  readonly scope: string
}

/** What the period before handed on to this place; `{}` where nothing. @throws `rating.carry_invalid` */
export function carryAt(carry: Carry, { owner, scope }: CarryPlace): JsonObject {
  return entryOf(entryOf(carry, owner, 'carryIn'), scope, `carryIn.${owner}`)
}

/** The carry with what is handed on in place of what was handed in. Cost: one pass. @throws `rating.carry_invalid` */
export function carryWith(carry: Carry, handed: readonly (CarryPlace & { readonly state: JsonObject })[]): Carry {
  const owners = new Map<string, [string, JsonObject][]>()
  for (const { owner, scope, state } of handed) {
    const own = owners.get(owner)
    if (own === undefined) owners.set(owner, [[scope, state]])
    else own.push([scope, state])
  }
  const changed = [...owners].map(([owner, states]) => {
    const before = Object.entries(entryOf(carry, owner, 'carryIn'))
    return [owner, Object.fromEntries([...before, ...states])] as const
  })
  return Object.fromEntries([...Object.entries(carry), ...changed])
}

function entryOf(record: JsonObject, key: string, field: string): JsonObject {
  const entry = Object.hasOwn(record, key) ? record[key] : {}
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) return entry as JsonObject
  return fail('rating.carry_invalid', { field: `${field}.${key}`, because: `is ${describeValue(entry)} and not a record` })
}
