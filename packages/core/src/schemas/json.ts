import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkJson } from '../evidence/check-json.js'
import type { Json, JsonObject } from '../evidence/json.js'
import { checked } from './checked.js'

/** Plain JSON with exact numbers and well-formed texts, as `checkJson` accepts it. */
export const jsonSchema = checked<Json>((value) => checkJson(value, ''))

/** Likewise, and an object. */
export const jsonObjectSchema = checked<JsonObject>((value) => {
  const json = checkJson(value, '')
  if (typeof json !== 'object' || json === null || Array.isArray(json)) fail('json.unsupported', { field: '', because: `is ${describeValue(value)} and not an object` })
})
