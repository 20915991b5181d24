import fc from 'fast-check'
import type { Json } from '../evidence/json.js'
import { arbitraryText } from './arbitrary-text.js'

/** Numbers that a record may hold: safe integers, and others of at most 15 significant digits. */
export function arbitraryExactNumber(): fc.Arbitrary<number> {
  const digits = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 })
  return fc.oneof(
    fc.maxSafeInteger(),
    fc.constantFrom(0, -0, 0.1, 1e21, 5e-7, Number.MAX_SAFE_INTEGER),
    fc.tuple(digits, fc.integer({ min: -30, max: 30 })).map(([mantissa, exponent]) => Number(`${mantissa}e${exponent}`)),
  )
}

/** Plain JSON up to four levels deep, with keys such as `__proto__` as own keys. */
export function arbitraryJson(): fc.Arbitrary<Json> {
  const key = arbitraryText({ maxLength: 12 })
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, false),
      arbitraryText({ maxLength: 24 }),
      arbitraryExactNumber(),
      fc.array(tie('json'), { maxLength: 5 }),
      fc.uniqueArray(fc.tuple(key, tie('json')), { maxLength: 5, selector: ([name]) => name }).map((members) => Object.fromEntries(members)),
    ),
  }))
  return json
}
