import { compareBytes } from './compare-bytes.js'
import { checkNode, isList, type JsonPath } from './json-node.js'
import type { Json } from './json.js'

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
  const node = checkNode(value, path)
  if (typeof node !== 'object' || node === null) return typeof node === 'string' ? quote(node) : JSON.stringify(node)
  return isList(node) ? writeList(node, path) : writeObject(node, path)
}

function writeList(items: readonly unknown[], path: JsonPath): string {
  let text = '['
  // By index, so that a hole is seen and refused.
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ','
    text += writeBelow(items[index], index, path)
  }
  return `${text}]`
}

function writeObject(members: Readonly<Record<string, unknown>>, path: JsonPath): string {
  let text = '{'
  for (const key of inByteOrder(Object.keys(members))) {
    if (text.length > 1) text += ','
    text += `${quote(key)}:${writeBelow(members[key], key, path)}`
  }
  return `${text}}`
}

function writeBelow(value: unknown, key: string | number, path: JsonPath): string {
  path.keys.push(key)
  const text = write(value, path)
  path.keys.pop()
  return text
}

/** Below the surrogates the built-in order of UTF-16 units is that of bytes, and several times faster. */
const sortsByUnits = /^[^\ud800-\uffff]*$/

function inByteOrder(keys: string[]): string[] {
  return keys.every((key) => sortsByUnits.test(key)) ? keys.sort() : keys.sort(compareBytes)
}

/** Without quotes, backslashes, control characters and surrogates there is nothing to escape. */
const plain = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/

function quote(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text)
}
