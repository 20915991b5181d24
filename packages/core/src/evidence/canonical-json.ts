import { compareBytes } from './compare-bytes.js'
import type { Json } from './json.js'
import { readNode, type JsonPath } from './json-node.js'

/**
 * The one JSON text of a value: no white space, keys in the order of their UTF-8 bytes, numbers in their shortest form, `-0` as `0`.
 *
 * Injective: two values have the same text only when they are equal. Independent of insertion order, process, locale and adapter.
 * The result parses back to an equal value. Cost O(n log n) in the number of keys.
 *
 * @throws as `checkJson` does, for a value that is not plain JSON despite its type
 */
export function canonicalJson(value: Json): string {
  return write(value, { field: '', keys: [] })
}

function write(value: unknown, path: JsonPath): string {
  const node = readNode(value, path)
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value)
    case 'array':
      return `[${Array.from(node.items, (item, index) => writeBelow(item, index, path)).join(',')}]`
    case 'object': {
      const keys = Object.keys(node.members).sort(compareBytes)
      return `{${keys.map((key) => `${JSON.stringify(key)}:${writeBelow(node.members[key], key, path)}`).join(',')}}`
    }
  }
}

function writeBelow(value: unknown, key: string | number, path: JsonPath): string {
  path.keys.push(key)
  const text = write(value, path)
  path.keys.pop()
  return text
}
