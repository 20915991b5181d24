import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.js'
import type { Json } from './json.js'

describe('canonicalJson', () => {
  it.each<[string, Json, string]>([
    ['no white space', { a: [1, { b: null }], c: true }, '{"a":[1,{"b":null}],"c":true}'],
    ['keys by UTF-8 bytes', { '\u{1F600}': 1, '\uFB01': 2, b: 3, B: 4, '': 5 }, '{"":5,"B":4,"b":3,"\uFB01":2,"\u{1F600}":1}'],
    ['number-like keys are not special', { 10: 'ten', 9: 'nine', '-1': 'minus' }, '{"-1":"minus","10":"ten","9":"nine"}'],
    ['minus zero', [-0, 0], '[0,0]'],
    ['numbers in their shortest form', [1.5, 1e21, 1e-7, 100, -2.5e-10], '[1.5,1e+21,1e-7,100,-2.5e-10]'],
    ['escapes only what must be', '"\\/\u0007\u2028é', '"\\"\\\\/\\u0007\u2028é"'],
    ['the empty containers', [[], {}], '[[],{}]'],
  ])('%s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  it('writes __proto__ as a key like any other', () => {
    expect(canonicalJson(JSON.parse('{"a":1,"__proto__":{"b":2}}') as Json)).toBe('{"__proto__":{"b":2},"a":1}')
  })

  it.each<[string, unknown, string]>([
    ['undefined', [undefined], 'json.unsupported'],
    ['a hole', Array(1), 'json.unsupported'],
    ['a date, which has a toJSON', new Date(0), 'json.unsupported'],
    ['NaN, which prints as null elsewhere', [Number.NaN], 'json.unsupported'],
    ['a number of 17 digits', [0.1 + 0.2], 'json.number_inexact'],
    ['a lone surrogate', ['\uDC00'], 'text.malformed'],
  ])('refuses %s', (_, value, code) => {
    expect(() => canonicalJson(value as Json)).toThrow(expect.objectContaining({ code }))
  })
})
