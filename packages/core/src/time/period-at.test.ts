import { describe, expect, test } from 'vitest'
import { instantOfEpochMs } from './epoch-ms.js'
import { periodAt, periodNumber, previousPeriod } from './period-at.js'
import { codeOf } from './test/code-of.js'
import type { PeriodGrid, PeriodUnit } from './time-type.js'

const utcMonths: PeriodGrid = { unit: 'month', count: 1, zone: 'UTC', anchor: '2026-01-01' }

function monthly(anchor: string, anchorDay?: number): PeriodGrid {
  const grid: PeriodGrid = { unit: 'month', count: 1, zone: 'UTC', anchor }
  return anchorDay === undefined ? grid : { ...grid, anchorDay }
}

/** Start dates of `count` periods from number `first` on, in UTC. */
function starts(grid: PeriodGrid, first: number, count: number): string {
  return Array.from({ length: count }, (_, step) => periodNumber(grid, first + step).from.slice(0, 10)).join(' ')
}

test('an instant on a boundary belongs to the period that starts there', () => {
  expect(periodAt(utcMonths, '2026-02-28T23:59:59.999999Z')).toEqual({ from: '2026-02-01T00:00:00.000000Z', to: '2026-03-01T00:00:00.000000Z', index: 1 })
  expect(periodAt(utcMonths, '2026-03-01T00:00:00Z')).toEqual({ from: '2026-03-01T00:00:00.000000Z', to: '2026-04-01T00:00:00.000000Z', index: 2 })
})

test('periods before the anchor have negative numbers', () => {
  expect(periodAt(utcMonths, '2025-12-31T23:59:59.999999Z').index).toBe(-1)
  expect(previousPeriod(utcMonths, '2026-01-15T00:00:00Z')).toEqual({ from: '2025-12-01T00:00:00.000000Z', to: '2026-01-01T00:00:00.000000Z', index: -1 })
})

describe('days 29 to 31 clamp to the end of a month and spring back', () => {
  test.each<[string, PeriodGrid, string]>([
    ['31 January, common year', monthly('2026-01-31'), '2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31'],
    ['31 January, leap year', monthly('2024-01-31'), '2024-01-31 2024-02-29 2024-03-31 2024-04-30 2024-05-31'],
    ['30 January, common year', monthly('2026-01-30'), '2026-01-30 2026-02-28 2026-03-30 2026-04-30 2026-05-30'],
    ['29 January, common year', monthly('2026-01-29'), '2026-01-29 2026-02-28 2026-03-29 2026-04-29 2026-05-29'],
    ['29 January, leap year', monthly('2024-01-29'), '2024-01-29 2024-02-29 2024-03-29 2024-04-29 2024-05-29'],
    ['30 April keeps the 30th', monthly('2026-04-30'), '2026-04-30 2026-05-30 2026-06-30 2026-07-30 2026-08-30'],
    ['30 April with billing day 31', monthly('2026-04-30', 31), '2026-04-30 2026-05-31 2026-06-30 2026-07-31 2026-08-31'],
    ['the 15th with billing day 1', monthly('2026-01-15', 1), '2026-01-01 2026-02-01 2026-03-01 2026-04-01 2026-05-01'],
    ['29 February, yearly', { ...monthly('2024-02-29'), unit: 'year' }, '2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29'],
    ['28 February with billing day 29, yearly', { ...monthly('2023-02-28', 29), unit: 'year' }, '2023-02-28 2024-02-29 2025-02-28 2026-02-28 2027-02-28'],
    ['31 August, half-yearly', { ...monthly('2026-08-31'), unit: 'half_year' }, '2026-08-31 2027-02-28 2027-08-31 2028-02-29 2028-08-31'],
    ['30 November, quarterly', { ...monthly('2026-11-30'), unit: 'quarter' }, '2026-11-30 2027-02-28 2027-05-30 2027-08-30 2027-11-30'],
    ['31 January, every two months', { ...monthly('2026-01-31'), count: 2 }, '2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-09-30'],
  ])('%s', (_, grid, dates) => {
    expect(starts(grid, 0, 5)).toBe(dates)
  })

  test('backwards too: a period is the same from both sides', () => {
    expect(starts(monthly('2026-05-31'), -5, 5)).toBe('2025-12-31 2026-01-31 2026-02-28 2026-03-31 2026-04-30')
  })

  test('1900 and 2100 have no 29 February, 2000 has one', () => {
    expect(starts(monthly('1900-01-31'), 1, 1)).toBe('1900-02-28')
    expect(starts(monthly('2000-01-31'), 1, 1)).toBe('2000-02-29')
    expect(starts(monthly('2100-01-31'), 1, 1)).toBe('2100-02-28')
  })
})

describe('local days follow the wall clock', () => {
  test.each([
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00', '2026-03-09T04:00:00', 23],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00', '2026-11-02T05:00:00', 25],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00', '2026-04-05T13:30:00', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00', '2026-10-04T13:00:00', 23.5],
    ['Africa/Casablanca', '2026-02-15', '2026-02-14T23:00:00', '2026-02-16T00:00:00', 25],
    ['Africa/Casablanca', '2026-03-22', '2026-03-22T00:00:00', '2026-03-22T23:00:00', 23],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00', '2018-11-05T02:00:00', 23],
    ['America/Sao_Paulo', '2019-02-16', '2019-02-16T02:00:00', '2019-02-17T03:00:00', 25],
    ['America/Asuncion', '2017-10-01', '2017-10-01T04:00:00', '2017-10-02T03:00:00', 23],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00', '2024-04-26T21:00:00', 23],
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00', '2011-12-30T10:00:00', 24],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00', '2011-12-31T10:00:00', 24],
    ['Pacific/Kwajalein', '1969-09-30', '1969-09-29T13:00:00', '1969-10-01T12:00:00', 47],
    ['Antarctica/Troll', '2026-03-29', '2026-03-29T00:00:00', '2026-03-29T22:00:00', 22],
    ['Asia/Kathmandu', '1986-01-01', '1985-12-31T18:30:00', '1986-01-01T18:15:00', 23.75],
  ])('%s on %s', (zone, date, from, to, hours) => {
    const day = periodAt({ unit: 'day', count: 1, zone, anchor: date }, `${from}Z`)
    expect(day).toEqual({ from: `${from}.000000Z`, to: `${to}.000000Z`, index: 0 })
    expect((Date.parse(day.to) - Date.parse(day.from)) / 3_600_000).toBe(hours)
  })

  test('months from the 31st in New York have 672, 743 and 720 hours', () => {
    const newYork: PeriodGrid = { unit: 'month', count: 1, zone: 'America/New_York', anchor: '2026-01-31' }
    const months = [0, 1, 2].map((index) => periodNumber(newYork, index))
    expect(months.map(({ from }) => from.slice(0, 16))).toEqual(['2026-01-31T05:00', '2026-02-28T05:00', '2026-03-31T04:00'])
    expect(months.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000)).toEqual([672, 743, 720])
  })

  test('October in Berlin ends an hour later than it began', () => {
    const berlin: PeriodGrid = { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-01-01' }
    expect(periodAt(berlin, '2026-10-31T22:59:59.999999Z')).toEqual({ from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z', index: 9 })
  })
})

describe('a boundary that the clock does not show, or shows twice', () => {
  const at = (zone: string, anchor: string): string => periodNumber({ unit: 'month', count: 1, zone, anchor }, 0).from

  test.each([
    ['in a gap it is the first instant after the gap', 'America/New_York', '2026-03-08T02:30:00', '2026-03-08T07:00:00.000000Z'],
    ['also where the gap starts', 'America/New_York', '2026-03-08T02:00:00', '2026-03-08T07:00:00.000000Z'],
    ['after the gap it is itself', 'America/New_York', '2026-03-08T03:00:00', '2026-03-08T07:00:00.000000Z'],
    ['twice, it is the earlier', 'America/New_York', '2026-11-01T01:30:00', '2026-11-01T05:30:00.000000Z'],
    ['midnight twice, it is the earlier', 'America/St_Johns', '2010-11-07T00:00:00', '2010-11-07T02:30:00.000000Z'],
    ['on a skipped day it is the end of that day', 'Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T10:00:00.000000Z'],
  ])('%s', (_, zone, anchor, instant) => {
    expect(at(zone, anchor)).toBe(instant)
  })
})

describe('a day that the zone skipped', () => {
  const apia: PeriodGrid = { unit: 'day', count: 1, zone: 'Pacific/Apia', anchor: '2011-12-28' }

  test('has no period: its number is left out', () => {
    expect(periodAt(apia, '2011-12-30T09:59:59.999999Z').index).toBe(1)
    expect(periodAt(apia, '2011-12-30T10:00:00Z').index).toBe(3)
    expect(previousPeriod(apia, '2011-12-30T10:00:00Z')).toEqual(periodNumber(apia, 1))
  })

  test('is refused by number', () => {
    expect(() => periodNumber(apia, 2)).toThrow('index is 2, a day that Pacific/Apia skipped')
    expect(codeOf(() => periodNumber(apia, 2))).toBe('period.skipped')
  })

  test('shortens a longer period', () => {
    expect(periodNumber({ ...apia, count: 2 }, 1)).toEqual({ from: '2011-12-30T10:00:00.000000Z', to: '2011-12-31T10:00:00.000000Z', index: 1 })
  })
})

// Published behaviour of Kill Bill for its bill cycle day, restated: the day of the month in the account's zone.
test.each<[string, number, PeriodUnit, string]>([
  ['2012-04-30', 31, 'month', '2012-05-31'],
  ['2012-02-16', 30, 'month', '2012-02-29'],
  ['2012-01-31', 30, 'month', '2012-02-29'],
  ['2012-01-31', 30, 'year', '2013-01-30'],
  ['2012-07-16', 15, 'month', '2012-08-15'],
])('from %s with billing day %i every %s, the next boundary is %s', (anchor, anchorDay, unit, next) => {
  expect(periodAt({ unit, count: 1, zone: 'UTC', anchor, anchorDay }, `${anchor}T00:00:00Z`).to.slice(0, 10)).toBe(next)
})

describe('limits', () => {
  test('a period inside the years 0001 to 9999 is found, one that reaches outside is refused', () => {
    expect(periodAt(utcMonths, '9999-11-30T23:59:59Z').to).toBe('9999-12-01T00:00:00.000000Z')
    expect(periodAt(utcMonths, '0001-01-01T00:00:00Z').from).toBe('0001-01-01T00:00:00.000000Z')
    expect(codeOf(() => periodAt(utcMonths, '9999-12-01T00:00:00Z'))).toBe('time.out_of_range')
    expect(codeOf(() => periodAt({ ...utcMonths, zone: 'Asia/Tokyo' }, '0001-01-01T00:00:00Z'))).toBe('time.out_of_range')
    expect(codeOf(() => previousPeriod(utcMonths, '0001-01-15T00:00:00Z'))).toBe('time.out_of_range')
  })

  test.each([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 100_000])('period number %d is refused', (index) => {
    expect(codeOf(() => periodNumber(utcMonths, index))).toBe('time.out_of_range')
  })

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no period number', (index) => {
    expect(codeOf(() => periodNumber(utcMonths, index))).toBe('period.invalid')
  })

  test('an instant without a zone is refused', () => {
    expect(codeOf(() => periodAt(utcMonths, '2026-03-01T00:00:00'))).toBe('time.zone_missing')
  })
})

test('what was asked before does not change an answer, however much it was', () => {
  const before = periodAt(utcMonths, '2026-03-15T00:00:00Z')
  for (let grid = 0; grid < 1_100; grid += 1) periodAt({ ...utcMonths, anchor: instantOfEpochMs(grid * 1000).slice(0, 19) }, '2026-03-15T00:00:00Z')
  for (let index = 0; index < 1_000; index += 1) periodNumber({ ...utcMonths, unit: 'day' }, index)
  expect(periodAt(utcMonths, '2026-03-15T00:00:00Z')).toEqual(before)
  expect(periodNumber({ ...utcMonths, unit: 'day' }, 1).from).toBe('2026-01-02T00:00:00.000000Z')
})
