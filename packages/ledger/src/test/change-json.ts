import type { Json } from '@farthing/core'

/** Where a value stands: keys and places from the root. */
export type JsonPlace = readonly (string | number)[]

/** Every place that holds a value and no container, containers that are empty among them. */
export function leavesOf(node: Json, place: JsonPlace = []): readonly JsonPlace[] {
  if (typeof node !== 'object' || node === null) return [place]
  const entries = Array.isArray(node) ? node.map((item: Json, index) => [index, item] as const) : Object.entries(node)
  return entries.length === 0 ? [place] : entries.flatMap(([key, value]) => leavesOf(value, [...place, key]))
}

/** Every place of an item that has a neighbour behind it which is another. */
export function swapsOf(node: Json, place: JsonPlace = []): readonly JsonPlace[] {
  if (typeof node !== 'object' || node === null) return []
  const entries = Array.isArray(node) ? node.map((item: Json, index) => [index, item] as const) : Object.entries(node)
  const own = Array.isArray(node) ? node.flatMap((item: Json, index) => (index + 1 < node.length && JSON.stringify(item) !== JSON.stringify(node[index + 1]) ? [[...place, index]] : [])) : []
  return [...own, ...entries.flatMap(([key, value]) => swapsOf(value, [...place, key]))]
}

/** A copy with the value at a place replaced by another of its kind: a digit, a letter, a truth. */
export function withOther(root: Json, place: JsonPlace): Json {
  return edited(root, place, (holder, key) => Reflect.set(holder, key, otherValue(Reflect.get(holder, key) as Json)))
}

/** A copy without what stands at a place. */
export function without(root: Json, place: JsonPlace): Json {
  return edited(root, place, (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else Reflect.deleteProperty(holder, key)
  })
}

/** A copy in which an item and the one behind it change places. */
export function swapped(root: Json, place: JsonPlace): Json {
  return edited(root, place, (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 2, holder[Number(key) + 1], holder[Number(key)])
  })
}

function edited(root: Json, place: JsonPlace, edit: (holder: object, key: string | number) => void): Json {
  const copy = JSON.parse(JSON.stringify(root)) as Json
  let holder = copy as object
  for (const key of place.slice(0, -1)) holder = Reflect.get(holder, key) as object
  edit(holder, place.at(-1) ?? '')
  return copy
}

function otherValue(value: Json): Json {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (typeof value !== 'string') return 'other'
  return value.slice(0, -1) + (value.endsWith('1') ? '2' : '1')
}
