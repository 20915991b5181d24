import { expect, test } from 'vitest'
import { remembered } from './bounded-memo.js'

test('computes a key once, and never keeps more than its limit', () => {
  const memo = new Map<number, string>()
  let computed = 0
  const ask = (key: number): string => remembered(memo, 3, key, () => {
    computed += 1
    return `value ${key}`
  })
  expect([ask(1), ask(1), ask(2), ask(3), ask(1)]).toEqual(['value 1', 'value 1', 'value 2', 'value 3', 'value 1'])
  expect(computed).toBe(3)
  for (let key = 0; key < 100; key += 1) {
    expect(ask(key)).toBe(`value ${key}`)
    expect(memo.size).toBeLessThanOrEqual(3)
  }
})

test('a computation that fails leaves nothing behind', () => {
  const memo = new Map<string, number>()
  expect(() => remembered(memo, 3, 'key', () => { throw new Error('no') })).toThrow('no')
  expect(remembered(memo, 3, 'key', () => 7)).toBe(7)
})
