import { describe, expect, test } from 'vitest'
import { nextBoundary, previousBoundary } from './boundaries.js'
import { elapsedPeriods, periodsIn } from './periods-in.js'
import { codeOf } from './test/code-of.js'
import type { PeriodGrid } from './time-type.js'

const newYork: PeriodGrid = { unit: 'month', count: 1, zone: 'America/New_York', anchor: '2026-02-01' }

describe('periods of an interval', () => {
  test('whole ones keep their bounds, across the change of clocks', () => {
    expect(periodsIn(newYork, { from: '2026-02-01T05:00:00Z', to: '2026-04-01T04:00:00Z' })).toEqual([
      { from: '2026-02-01T05:00:00.000000Z', to: '2026-03-01T05:00:00.000000Z', index: 0 },
      { from: '2026-03-01T05:00:00.000000Z', to: '2026-04-01T04:00:00.000000Z', index: 1 },
    ])
  })

  test('the first and the last are clipped', () => {
    expect(periodsIn(newYork, { from: '2026-02-10T00:00:00Z', to: '2026-03-02T00:00:00.000001Z' })).toEqual([
      { from: '2026-02-10T00:00:00.000000Z', to: '2026-03-01T05:00:00.000000Z', index: 0 },
      { from: '2026-03-01T05:00:00.000000Z', to: '2026-03-02T00:00:00.000001Z', index: 1 },
    ])
  })

  test('an end on a boundary starts no further period', () => {
    expect(periodsIn(newYork, { from: '2026-02-10T00:00:00Z', to: '2026-03-01T05:00:00Z' })).toHaveLength(1)
  })

  test('a skipped day is not listed', () => {
    const apia: PeriodGrid = { unit: 'day', count: 1, zone: 'Pacific/Apia', anchor: '2011-12-28' }
    expect(periodsIn(apia, { from: '2011-12-28T10:00:00Z', to: '2012-01-01T10:00:00Z' }).map(({ index }) => index)).toEqual([0, 1, 3, 4])
  })

  test('more than 10,000 are refused before any is computed', () => {
    const days: PeriodGrid = { unit: 'day', count: 1, zone: 'UTC', anchor: '2026-01-01' }
    expect(periodsIn(days, { from: '2000-01-01T00:00:00Z', to: '2027-05-19T00:00:00Z' })).toHaveLength(10_000)
    expect(codeOf(() => periodsIn(days, { from: '2000-01-01T00:00:00Z', to: '2027-05-20T00:00:00Z' }))).toBe('period.too_many')
  })

  test('an interval that does not end after it starts is refused', () => {
    expect(codeOf(() => periodsIn(newYork, { from: '2026-02-10T00:00:00Z', to: '2026-02-10T00:00:00Z' }))).toBe('period.ends_before_start')
  })
})

describe('elapsed periods', () => {
  const billingDay = (anchor: string, anchorDay: number): PeriodGrid => ({ unit: 'month', count: 1, zone: 'UTC', anchor, anchorDay })

  test.each([
    ['the first of each month', billingDay('2026-01-01', 1), '2026-01-01', '2026-06-15', 5],
    ['on a boundary the period before it is over', billingDay('2026-01-01', 1), '2026-01-01', '2026-02-01', 1],
    ['a stub is a cycle', billingDay('2026-01-01', 10), '2026-01-01', '2026-01-10', 1],
    ['a stub and two months', billingDay('2026-01-01', 10), '2026-01-01', '2026-03-15', 3],
    ['day 31 in short months', billingDay('2024-01-31', 31), '2024-01-31', '2024-03-31', 2],
    ['none yet', billingDay('2026-01-01', 1), '2026-01-01', '2026-01-31', 0],
    ['no time at all', billingDay('2026-01-01', 1), '2026-01-01', '2026-01-01', 0],
    ['whole months from the 16th, one day short', billingDay('2012-07-16', 16), '2012-07-16', '2012-09-15', 1],
    ['30 days, twice', { unit: 'day', count: 30, zone: 'UTC', anchor: '2012-07-16' }, '2012-07-16', '2012-09-14', 2],
  ] as const)('%s', (_, grid, from, to, cycles) => {
    expect(elapsedPeriods(grid, { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` })).toBe(cycles)
  })

  test('a skipped day counts: the date went on by it', () => {
    const apia: PeriodGrid = { unit: 'day', count: 1, zone: 'Pacific/Apia', anchor: '2011-12-28' }
    expect(elapsedPeriods(apia, { from: '2011-12-29T10:00:00Z', to: '2011-12-30T10:00:00Z' })).toBe(2)
  })

  test('backwards is refused', () => {
    const interval = { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }
    expect(codeOf(() => elapsedPeriods(billingDay('2026-01-01', 1), interval))).toBe('period.ends_before_start')
  })
})

describe('boundaries', () => {
  const fromThe31st: PeriodGrid = { unit: 'month', count: 1, zone: 'UTC', anchor: '2023-01-31' }

  test.each([
    ['2023-03-01T00:00:00Z', true, '2023-03-31'],
    ['2023-03-31T00:00:00Z', true, '2023-03-31'],
    ['2023-03-31T00:00:00Z', false, '2023-04-30'],
    ['2022-11-01T00:00:00Z', false, '2022-11-30'],
  ])('the next after %s, inclusive %s, is %s', (at, inclusive, date) => {
    expect(nextBoundary(fromThe31st, at, { inclusive })).toBe(`${date}T00:00:00.000000Z`)
  })

  test.each([
    ['2023-03-01T00:00:00Z', false, '2023-02-28'],
    ['2023-02-28T00:00:00Z', true, '2023-02-28'],
    ['2023-02-28T00:00:00Z', false, '2023-01-31'],
  ])('the last before %s, inclusive %s, is %s', (at, inclusive, date) => {
    expect(previousBoundary(fromThe31st, at, { inclusive })).toBe(`${date}T00:00:00.000000Z`)
  })

  test('the instant itself does not count unless it is asked for', () => {
    expect(nextBoundary(fromThe31st, '2023-01-31T00:00:00Z')).toBe('2023-02-28T00:00:00.000000Z')
    expect(previousBoundary(fromThe31st, '2023-01-31T00:00:00Z')).toBe('2022-12-31T00:00:00.000000Z')
  })
})
