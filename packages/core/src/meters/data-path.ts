import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import type { Json, JsonObject } from '../evidence/json.js'
import { meterLimits } from './meter-limits.js'
import type { DataPath } from './meter.js'

/** @throws `meter.invalid` for an empty segment or too many of them, `text.*` for bad text. */
export function checkPath(path: unknown, field: string): DataPath {
  const text = checkText(path, { field, maxLength: meterLimits.pathLength })
  const segments = text.split('.')
  if (segments.length > meterLimits.pathSegments) {
    fail('meter.invalid', { field, because: `has ${segments.length} keys, more than ${meterLimits.pathSegments}` })
  }
  if (segments.includes('')) fail('meter.invalid', { field, because: `is ${JSON.stringify(text)} and has an empty key` })
  return text
}

/** Compiles a path to a function that reads it. Absent and null both give `undefined`. */
export function pathReader(path: DataPath): (data: JsonObject) => Json | undefined {
  const segments = path.split('.')
  const [only] = segments
  if (segments.length === 1 && only !== undefined) return (data) => ownValue(data, only)
  return (data) => segments.reduce<Json | undefined>((value, key) => (value === undefined ? undefined : ownValue(value, key)), data)
}

function ownValue(value: Json, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return undefined
  return (value as JsonObject)[key] ?? undefined
}
