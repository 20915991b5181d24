import { describe, expect, it } from 'vitest'
import { sameContent } from './same-content.js'

const nested = { list: [1, { a: null }], text: 'x' }
const proto: unknown = JSON.parse('{"__proto__":1}')

describe('sameContent', () => {
  it.each([
    ['a record and its copy', nested, structuredClone(nested), true],
    ['another order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['another order of items', [1, 2], [2, 1], false],
    ['a value deep inside', nested, { list: [1, { a: 0 }], text: 'x' }, false],
    ['a key more', { a: 1 }, { a: 1, b: 2 }, false],
    ['a key less', { a: 1, b: 2 }, { a: 1 }, false],
    ['as many other keys', { a: undefined }, { b: undefined }, false],
    ['a list and an object with its indexes as keys', ['x'], { 0: 'x' }, false],
    ['an empty list and an empty object', [], {}, false],
    ['null and an object', null, {}, false],
    ['a number and its text', 1, '1', false],
    ['a key that only __proto__ hides', proto, {}, false],
    ['the key __proto__ twice', proto, JSON.parse('{"__proto__":1}'), true],
    ['text that looks the same', 'caf\u00e9', 'cafe\u0301', false],
  ])('%s', (_what, a, b, same) => {
    expect([sameContent(a, b), sameContent(b, a)]).toEqual([same, same])
  })
})
