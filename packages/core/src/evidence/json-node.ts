import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { isWellFormed } from './check-text.js'
import { isExactNumber } from './exact-number.js'

/** Containers may enclose each other this many times. It also ends a walk through a cycle. */
export const maxJsonDepth = 64

/** One value of a JSON tree, checked without its children, with its type narrowed for the walk. */
export type JsonNode =
  | { readonly kind: 'scalar'; readonly value: null | boolean | number | string }
  | { readonly kind: 'array'; readonly items: readonly unknown[] }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, unknown>> }

/** Where the walk stands: the field that the caller named, and the keys below it. */
export interface JsonPath {
  readonly field: string
  readonly keys: (string | number)[]
}

/** Checks one value and says how to go on. Its keys are checked here, its items and members by the walk that visits them. */
export function readNode(value: unknown, path: JsonPath): JsonNode {
  switch (typeof value) {
    case 'string':
      checkCharacters(value, path)
      return { kind: 'scalar', value }
    case 'number':
      if (!isExactNumber(value)) refuseNumber(value, path)
      return { kind: 'scalar', value }
    case 'boolean':
      return { kind: 'scalar', value }
    case 'object':
      if (value === null) return { kind: 'scalar', value }
      return readContainer(value, path)
    default:
      return refuse(value, path)
  }
}

function readContainer(value: object, path: JsonPath): JsonNode {
  if (path.keys.length >= maxJsonDepth) {
    fail('json.too_deep', { field: path.field, because: `nests more than ${maxJsonDepth} levels`, facts: { maxDepth: maxJsonDepth } })
  }
  if (Array.isArray(value)) return { kind: 'array', items: value }
  if (!isPlainObject(value)) return refuse(value, path)
  for (const key of Object.keys(value)) checkCharacters(key, path)
  return { kind: 'object', members: value }
}

/** A prototype of another realm counts: it too is the root that holds `isPrototypeOf`. */
function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return true
  return typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

function checkCharacters(text: string, path: JsonPath): void {
  if (isWellFormed(text)) return
  fail('text.malformed', { field: fieldOf(path), because: `holds ${describeValue(text)}, with U+0000 or a lone surrogate` })
}

function refuseNumber(value: number, path: JsonPath): never {
  if (!Number.isFinite(value)) return refuse(value, path)
  return fail('json.number_inexact', { field: fieldOf(path), because: `is the number ${value}`, facts: { value: String(value) } })
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
