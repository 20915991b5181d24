import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryJson } from '../testing/arbitrary-json.js'
import { canonicalJson } from './canonical-json.js'
import type { Json } from './json.js'

const runs = { numRuns: 2000 }

describe('canonicalJson', () => {
  it('parses back to an equal value, so two values share a text only when they are equal', () => {
    fc.assert(
      fc.property(arbitraryJson(), (value) => {
        expect(sameJson(JSON.parse(canonicalJson(value)) as Json, value)).toBe(true)
      }),
      runs,
    )
  })

  it('does not depend on the order in which keys were added', () => {
    fc.assert(
      fc.property(arbitraryJson(), fc.nat({ max: 4 }), (value, turn) => {
        expect(canonicalJson(reordered(value, turn))).toBe(canonicalJson(value))
      }),
      runs,
    )
  })

  it('tells neighbours apart', () => {
    const neighbours: readonly Json[] = [
      null, 'null', 0, '0', false, '', [], {}, [[]], [null], [''], ['a', 'b'], ['a,b'], ['a","b'],
      { a: 'b' }, { 'a":"b': '' }, { a: { b: 1 } }, { a: 1, b: 1 },
    ]
    expect(new Set(neighbours.map(canonicalJson)).size).toBe(neighbours.length)
  })
})

/** Own keys only: the matchers of the test runner take a key named `constructor` for a class. */
function sameJson(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), new Map<string, Json>(Object.entries(b))]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([key, member]) => right.has(key) && sameJson(member, right.get(key) ?? null))
  )
}

/** The same value with its keys turned round and reversed, at every level. */
function reordered(value: Json, turn: number): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: Json) => reordered(item, turn))
  const members = Object.entries(value).reverse()
  return Object.fromEntries([...members.slice(turn), ...members.slice(0, turn)].map(([key, member]) => [key, reordered(member, turn)]))
}
