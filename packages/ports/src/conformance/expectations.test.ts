import { fail } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'

const conflict = async () => fail('storage.conflict', { field: 'key', because: 'is taken' })

describe('expectSame', () => {
  it.each([
    ['the order of keys', { a: 1, b: [2] }, { b: [2], a: 1 }],
    ['undefined as a whole', undefined, undefined],
    ['a key named __proto__', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  ])('ignores or takes %s', (_what, actual, expected) => {
    expect(() => expectSame(actual, expected, 'it')).not.toThrow()
  })

  it.each([
    ['another value', { a: 1 }, { a: 2 }, 'it: expected {"a":2}, got {"a":1}'],
    ['another order of items', [1, 2], [2, 1], 'it: expected [2,1], got [1,2]'],
    ['a missing key', {}, { a: null }, 'it: expected {"a":null}, got {}'],
    ['nothing', undefined, null, 'it: expected null, got undefined'],
    ['a key that only __proto__ hides', {}, JSON.parse('{"__proto__":1}'), 'it: expected {"__proto__":1}, got {}'],
    ['text that looks the same', 'caf\u00e9', 'cafe\u0301', 'it: expected'],
    ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }, 'plain JSON'],
    ['a key that holds undefined', { a: undefined }, {}, 'plain JSON'],
  ])('refuses %s', (_what, actual, expected, message) => {
    expect(() => expectSame(actual, expected, 'it')).toThrow(message)
  })

  it('keeps a long message short', () => {
    expect(() => expectSame('x'.repeat(5000), 'y', 'it')).toThrow(/^it: expected "y", got "x{999}… \(5002 characters\)$/)
  })
})

describe('expectFailure', () => {
  it('takes the code that it waits for, and says what came instead', async () => {
    await expectFailure('storage.conflict', 'it', conflict)
    await expect(expectFailure('storage.closed', 'it', conflict)).rejects.toThrow('it: expected a failure storage.closed, got storage.conflict')
    await expect(expectFailure('storage.closed', 'it', () => Promise.resolve())).rejects.toThrow('it: expected a failure storage.closed, but it resolved')
    await expect(expectFailure('storage.closed', 'it', () => Promise.reject(new Error('broken')))).rejects.toThrow('got Error: broken')
  })
})

describe('expectOneWinner', () => {
  const win = () => Promise.resolve()

  it('gives the place of the only one that resolved', async () => {
    expect(await expectOneWinner([conflict, win, conflict], 'it')).toBe(1)
  })

  it.each([
    ['none', [conflict, conflict]],
    ['two', [win, win]],
    ['one beside another failure', [win, () => Promise.reject(new Error('broken'))]],
  ])('refuses %s', async (_what, calls) => {
    await expect(expectOneWinner(calls, 'it')).rejects.toThrow('it: expected')
  })
})
