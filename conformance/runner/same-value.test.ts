import { describe, expect, test } from 'vitest'
import { sameValue } from './same-value.js'

const same: readonly (readonly [expected: unknown, actual: unknown])[] = [
  ['10.00', '10'],
  [10, '10'],
  ['70/31', '140/62'],
  ['2024-03-31T01:00:00Z', '2024-03-31T01:00:00.000000Z'],
  ['EUR', 'EUR'],
  [null, null],
  [true, true],
  [['1.0', '2'], ['1', '2.00']],
  [{ total: '1.0' }, { total: '1', lines: [] }],
  [[{ at: '2024-01-01T00:00:00Z' }], [{ at: '2024-01-01T00:00:00.000000Z' }]],
]

const different: readonly (readonly [expected: unknown, actual: unknown])[] = [
  ['10.00', '10.01'],
  ['0.30', '0.30000000000000000000000000000000000001'],
  ['2024-03-31T01:00:00Z', '2024-03-31T01:00:00.000001Z'],
  ['2024-03-31', '2024-03-30'],
  ['EUR', 'eur'],
  ['10', undefined],
  [null, undefined],
  [null, '0'],
  [0, false],
  [['1'], ['1', '2']],
  [['1', '2'], ['2', '1']],
  [['1'], '1'],
  [{ total: '1' }, {}],
  [{ total: '1' }, null],
  [{ toString: '1' }, {}],
  [0.1, '0.1'],
]

describe('sameValue', () => {
  test.each(same)('%j is %j', (expected, actual) => expect(sameValue(expected, actual)).toBe(true))
  test.each(different)('%j is not %j', (expected, actual) => expect(sameValue(expected, actual)).toBe(false))
})
