import { fail } from '../errors/failure.js'
import { checkNode, isList, type JsonPath } from './json-node.js'
import type { Json } from './json.js'

const maxValues = 100_000

/**
 * Checks that an input is plain JSON and returns a copy that shares nothing with it, so that later changes do not reach it.
 *
 * Accepted: objects, arrays, well-formed texts, booleans, null and exact numbers, at most 64 levels and 100,000 values.
 * Refused: `undefined`, NaN, bigint, functions, holes in arrays, dates and other class instances, cycles.
 * A key such as `__proto__` is a key like any other, also in the copy; read keys with `Object.hasOwn`.
 *
 * @throws `json.unsupported`, `json.number_inexact`, `json.too_deep`, `json.too_large`, `text.malformed`, naming the path
 */
export function checkJson(value: unknown, field: string): Json {
  return copyOf(value, { field, keys: [], values: 0 })
}

interface Walk extends JsonPath {
  values: number
}

function copyOf(value: unknown, walk: Walk): Json {
  walk.values += 1
  if (walk.values > maxValues) {
    fail('json.too_large', { field: walk.field, because: `holds more than ${maxValues} values`, facts: { maxValues } })
  }
  const node = checkNode(value, walk)
  if (typeof node !== 'object' || node === null) return node
  // `Array.from` visits holes too, where `map` would keep them unseen.
  if (isList(node)) return Array.from(node, (item, index) => copyBelow(item, index, walk))
  return copyOfObject(node, walk)
}

function copyOfObject(members: Readonly<Record<string, unknown>>, walk: Walk): Json {
  const copy: Record<string, Json> = {}
  for (const key of Object.keys(members)) {
    const member = copyBelow(members[key], key, walk)
    // Assigning to `__proto__` would set the prototype instead of a key.
    if (key === '__proto__') Object.defineProperty(copy, key, { value: member, enumerable: true, writable: true, configurable: true })
    else copy[key] = member
  }
  return copy
}

function copyBelow(value: unknown, key: string | number, walk: Walk): Json {
  walk.keys.push(key)
  const copy = copyOf(value, walk)
  walk.keys.pop()
  return copy
}
