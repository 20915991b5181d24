import { expect, test } from 'vitest'
import { epochMsOf, instantOfEpochMs } from './epoch-ms.js'
import { codeOf } from './test/code-of.js'

test('milliseconds are cut towards the past, also before 1970', () => {
  expect(epochMsOf('1970-01-01T00:00:00.001999Z')).toBe(1)
  expect(epochMsOf('1969-12-31T23:59:59.999999Z')).toBe(-1)
  expect(epochMsOf('1969-12-31T23:59:59.998001Z')).toBe(-2)
  expect(instantOfEpochMs(-1)).toBe('1969-12-31T23:59:59.999000Z')
  expect(instantOfEpochMs(1_760_432_400_123, 456)).toBe('2025-10-14T09:00:00.123456Z')
})

test.each([
  [1.5, 0, 'time.malformed'],
  [Number.NaN, 0, 'time.malformed'],
  [0, 1000, 'time.malformed'],
  [0, -1, 'time.malformed'],
  [253_402_300_800_000, 0, 'time.out_of_range'],
  [-62_135_596_800_001, 0, 'time.out_of_range'],
])('%d ms and %d µs are refused: %s', (ms, microsecond, code) => {
  expect(codeOf(() => instantOfEpochMs(ms, microsecond))).toBe(code)
})
