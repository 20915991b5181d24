import { checkJson } from '../evidence/check-json.js'
import type { Json } from '../evidence/json.js'
import { checked } from './checked.js'

/** Plain JSON with exact numbers and well-formed texts, as `checkJson` accepts it. */
export const jsonSchema = checked<Json>((value) => checkJson(value, ''))
