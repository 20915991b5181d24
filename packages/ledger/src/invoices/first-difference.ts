import { compareBytes, type Json, type JsonObject } from '@farthing/core'

/** Where two records part. A value that one side does not have is absent. */
export interface Difference {
  /** Such as `lines[0].details[1].amount`; empty when the records differ as a whole. */
  readonly path: string
  readonly expected?: Json
  readonly actual?: Json
}

/** The first place where two records differ, keys in the order of their UTF-8 bytes; `undefined` when they are equal. */
export function firstDifference(expected: Json, actual: Json): Difference | undefined {
  return differenceAt('', expected, actual)
}

function differenceAt(path: string, expected: Json | undefined, actual: Json | undefined): Difference | undefined {
  if (expected === actual) return undefined
  if (isList(expected) && isList(actual)) {
    return firstOf(Math.max(expected.length, actual.length), (index) => differenceAt(`${path}[${index}]`, expected[index], actual[index]))
  }
  if (isObject(expected) && isObject(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort(compareBytes)
    const read = (record: JsonObject, key: string) => (Object.hasOwn(record, key) ? record[key] : undefined)
    return firstOf(keys.length, (index) => {
      const key = keys[index] ?? ''
      return differenceAt(path === '' ? key : `${path}.${key}`, read(expected, key), read(actual, key))
    })
  }
  return { path, ...(expected === undefined ? {} : { expected }), ...(actual === undefined ? {} : { actual }) }
}

function firstOf(count: number, at: (index: number) => Difference | undefined): Difference | undefined {
  for (let index = 0; index < count; index++) {
    const found = at(index)
    if (found !== undefined) return found
  }
  return undefined
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
