import { describe, expect, test } from 'vitest'
import { findPeriod } from './find-period.js'
import { codeOf } from './test/code-of.js'
import type { PeriodGrid } from './time-type.js'

const berlin: PeriodGrid = { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-01-15' }
const yearly: PeriodGrid = { ...berlin, unit: 'year' }
const weekly: PeriodGrid = { ...berlin, unit: 'week' }
const daily: PeriodGrid = { ...berlin, unit: 'day' }

test.each<[string, PeriodGrid, string, string]>([
  ['2026-10', berlin, '2026-10-14T22:00:00', '2026-11-14T23:00:00'],
  ['2026-10-15', berlin, '2026-10-14T22:00:00', '2026-11-14T23:00:00'],
  ['2026', yearly, '2026-01-14T23:00:00', '2027-01-14T23:00:00'],
  ['2025', yearly, '2025-01-14T23:00:00', '2026-01-14T23:00:00'],
  ['2026-10-22', weekly, '2026-10-21T22:00:00', '2026-10-28T23:00:00'],
  ['2026-10-25', daily, '2026-10-24T22:00:00', '2026-10-25T23:00:00'],
  ['2018-11-04', { ...daily, zone: 'America/Sao_Paulo' }, '2018-11-04T03:00:00', '2018-11-05T02:00:00'],
])('%s', (label, grid, from, to) => {
  expect(findPeriod(grid, label)).toMatchObject({ from: `${from}.000000Z`, to: `${to}.000000Z` })
})

test('the start on the local clock decides, not the date in UTC', () => {
  const firstOfMonth: PeriodGrid = { ...berlin, anchor: '2026-01-01' }
  expect(findPeriod(firstOfMonth, '2026-10').from).toBe('2026-09-30T22:00:00.000000Z')
})

describe('a label that does not name one period is refused', () => {
  test.each<[string, PeriodGrid, string]>([
    ['2026', berlin, 'period.ambiguous'],
    ['2026-10', weekly, 'period.ambiguous'],
    ['2026-10-14', berlin, 'period.not_found'],
    ['2026-10', yearly, 'period.not_found'],
    ['2011-12-30', { ...daily, zone: 'Pacific/Apia' }, 'period.not_found'],
    ['2026-13', berlin, 'time.impossible'],
    ['2026-02-30', daily, 'time.impossible'],
    ['2026-1', berlin, 'time.malformed'],
    ['october', berlin, 'time.malformed'],
    ['2026/10', berlin, 'time.malformed'],
    ['0000', yearly, 'time.out_of_range'],
    ['', berlin, 'time.malformed'],
  ])('%s', (label, grid, code) => {
    expect(codeOf(() => findPeriod(grid, label))).toBe(code)
  })

  test('and the message says which periods there are', () => {
    expect(() => findPeriod(berlin, '2026-10-14')).toThrow('period is "2026-10-14"; the next period starts on 2026-10-15')
    expect(() => findPeriod(weekly, '2026-10')).toThrow('period is "2026-10"; periods start on 2026-10-01 and 2026-10-08')
  })
})
