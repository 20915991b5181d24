import { describe, expect, test } from 'vitest'
import { durationMs, parseDuration } from './parse-duration.js'

describe('parseDuration', () => {
  test.each([
    ['PT15M', [0, 0, 900]],
    ['P1D', [0, 1, 0]],
    ['P2W', [0, 14, 0]],
    ['P1Y3M', [15, 0, 0]],
    ['P1Y2M3W4DT5H6M7S', [14, 25, 18_367]],
    ['PT0S', [0, 0, 0]],
  ])('%s', (text, [months, days, seconds]) => {
    expect(parseDuration(text)).toEqual({ months, days, seconds })
  })

  test.each(['', 'P', 'PT', 'P1DT', '15M', 'pt15m', '-PT1H', 'P-1D', 'PT1.5H', 'PT1H ', ' PT1H', 'P1H', 'PT1D', 'P1D1Y', 'P１D', `P${'9'.repeat(30)}D`, `PT${'1'.repeat(10_000)}S`])('refuses %j', (text) => {
    expect(() => parseDuration(text, 'grace')).toThrow(/^grace is ".*: a duration is an ISO 8601 one/s)
  })

  test.each([null, undefined, 60, {}, ['PT1H']])('refuses %j', (value) => {
    expect(() => parseDuration(value as never)).toThrow(/a duration is/)
  })
})

describe('durationMs', () => {
  test('counts a day as 24 hours', () => {
    expect([durationMs('PT0S'), durationMs('PT1M30S'), durationMs('P1W'), durationMs('P3660D')]).toEqual([0, 90_000, 604_800_000, 316_224_000_000])
  })

  test('refuses what has no fixed length, and what is too long', () => {
    for (const text of ['P1M', 'P1Y', 'P3661D', 'P3660DT1S']) expect(() => durationMs(text)).toThrow(/no fixed length of at most 3,660 days/)
  })
})
