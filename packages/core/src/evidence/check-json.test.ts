import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryJson } from '../testing/arbitrary-json.js'
import { arbitraryMalformedText } from '../testing/arbitrary-text.js'
import { checkJson } from './check-json.js'
import type { Json } from './json.js'

describe('checkJson', () => {
  it('returns an equal copy, keys in their order', () => {
    fc.assert(
      fc.property(arbitraryJson(), (value) => {
        expect(JSON.stringify(checkJson(value, 'data'))).toBe(JSON.stringify(value))
      }),
      { numRuns: 1000 },
    )
  })

  it('shares nothing with the input', () => {
    const input = { tiers: [{ upTo: '10' }] }
    const copy = checkJson(input, 'data')
    input.tiers[0]!.upTo = '20'
    input.tiers.push({ upTo: '30' })
    expect(copy).toStrictEqual({ tiers: [{ upTo: '10' }] })
  })

  it('keeps __proto__ as a key like any other', () => {
    const copy = checkJson(JSON.parse('{"__proto__":{"admin":true},"constructor":1}'), 'data') as { readonly [key: string]: Json }
    expect(Object.keys(copy)).toStrictEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true},"constructor":1}')
    expect('admin' in copy).toBe(false)
  })

  it('accepts objects without prototype', () => {
    expect(checkJson(Object.assign(Object.create(null) as object, { a: 1 }), 'data')).toStrictEqual({ a: 1 })
  })

  const cycle: unknown[] = []
  cycle.push([cycle])

  it.each<[string, unknown, string, string]>([
    ['undefined', { a: undefined }, 'json.unsupported', 'data.a'],
    ['a function', [() => 1], 'json.unsupported', 'data[0]'],
    ['a symbol', Symbol('s'), 'json.unsupported', 'data'],
    ['a bigint', { units: 1n }, 'json.unsupported', 'data.units'],
    ['NaN', { a: { b: [0, Number.NaN] } }, 'json.unsupported', 'data.a.b[1]'],
    ['Infinity', Number.POSITIVE_INFINITY, 'json.unsupported', 'data'],
    ['a hole', { list: Array(1) }, 'json.unsupported', 'data.list[0]'],
    ['a date', { at: new Date(0) }, 'json.unsupported', 'data.at'],
    ['a map', new Map(), 'json.unsupported', 'data'],
    ['an instance of a class', new (class Price { readonly unit = '1' })(), 'json.unsupported', 'data'],
    ['an instance of a class over null', instanceOverNull(), 'json.unsupported', 'data'],
    ['a long number', { n: 0.1 + 0.2 }, 'json.number_inexact', 'data.n'],
    ['a lone surrogate as value', { n: '\uD800' }, 'text.malformed', 'data.n'],
    ['a lone surrogate as key', { a: { '\uD800': 1 } }, 'text.malformed', 'data.a'],
    ['a cycle', cycle, 'json.too_deep', 'data'],
    ['65 levels', nested(65), 'json.too_deep', 'data'],
    ['100,001 values', Array(100_000).fill(0), 'json.too_large', 'data'],
  ])('refuses %s', (_, value, code, field) => {
    expect(() => checkJson(value, 'data')).toThrow(expect.objectContaining({ code, field }))
  })

  it('includes its bounds', () => {
    expect(checkJson(nested(64), 'data')).toStrictEqual(nested(64))
    expect(checkJson(Array(99_999).fill(0), 'data')).toHaveLength(99_999)
  })

  it('names the class of what is no JSON, and the whole input without a field', () => {
    expect(() => checkJson({ at: new Date(0) }, '')).toThrow(/^at is an instance of Date \(rule: /)
    expect(() => checkJson(new Date(0), '')).toThrow(/^The input is an instance of Date \(rule: /)
  })

  it('finds malformed text wherever it stands', () => {
    fc.assert(
      fc.property(arbitraryJson(), arbitraryMalformedText(), (value, text) => {
        expect(() => checkJson([value, { [text]: value }], 'data')).toThrow(expect.objectContaining({ code: 'text.malformed' }))
        expect(() => checkJson([value, { value: text }], 'data')).toThrow(expect.objectContaining({ code: 'text.malformed' }))
      }),
      { numRuns: 1000 },
    )
  })
})

function nested(levels: number): Json {
  return Array.from({ length: levels - 1 }).reduce<Json>((inner) => [inner], [])
}

function instanceOverNull(): object {
  function Bare() {
    // Its prototype has none above it.
  }
  Object.setPrototypeOf(Bare.prototype, null)
  return Reflect.construct(Bare, []) as object
}
