import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { isWellFormed } from './check-text.js'
import { isExactNumber } from './exact-number.js'

/** Containers may enclose each other this many times. It also ends a walk through a cycle. */
const maxDepth = 64

/** Where a walk through a value stands: the field that the caller named, and the keys below it. */
export interface JsonPath {
  readonly field: string
  readonly keys: (string | number)[]
}

/** A value of a JSON tree whose own form is checked; the walk still has to visit its items or members. */
export type JsonNode = null | boolean | number | string | readonly unknown[] | Readonly<Record<string, unknown>>

/** Checks one value without what it contains. The keys of an object are checked here. */
export function checkNode(value: unknown, path: JsonPath): JsonNode {
  switch (typeof value) {
    case 'string':
      checkCharacters(value, path)
      return value
    case 'number':
      checkNumber(value, path)
      return value
    case 'boolean':
      return value
    case 'object':
      return value === null ? null : checkContainer(value, path)
    default:
      return refuse(value, path)
  }
}

/** `Array.isArray` for containers, which unlike the built-in one knows readonly arrays. */
export function isList(container: readonly unknown[] | Readonly<Record<string, unknown>>): container is readonly unknown[] {
  return Array.isArray(container)
}

function checkContainer(value: object, path: JsonPath): readonly unknown[] | Readonly<Record<string, unknown>> {
  if (path.keys.length >= maxDepth) {
    fail('json.too_deep', { field: path.field, because: `nests more than ${maxDepth} levels`, facts: { maxDepth } })
  }
  if (Array.isArray(value)) return value as readonly unknown[]
  if (!isPlainObject(value)) return refuse(value, path)
  for (const key of Object.keys(value)) checkCharacters(key, path)
  return value
}

/** A prototype of another realm counts: it too is the root that holds `isPrototypeOf`. */
function isPlainObject(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  return typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

function checkCharacters(text: string, path: JsonPath): void {
  if (isWellFormed(text)) return
  fail('text.malformed', { field: fieldOf(path), because: `holds ${describeValue(text)}, with U+0000 or a lone surrogate` })
}

function checkNumber(value: number, path: JsonPath): void {
  if (isExactNumber(value)) return
  if (!Number.isFinite(value)) refuse(value, path)
  fail('json.number_inexact', { field: fieldOf(path), because: `is the number ${value}`, facts: { value: String(value) } })
}

function refuse(value: unknown, path: JsonPath): never {
  const instance = typeof value === 'object' && value !== null ? `an instance of ${classNameOf(value)}` : describeValue(value)
  return fail('json.unsupported', { field: fieldOf(path), because: `is ${instance}` })
}

function classNameOf(value: object): string {
  const { constructor } = value
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'an unnamed class'
}

/** `data.items[3].price`, as failures name fields. */
function fieldOf({ field, keys }: JsonPath): string {
  return keys.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? key : `${text}.${key}`
  }, field)
}
