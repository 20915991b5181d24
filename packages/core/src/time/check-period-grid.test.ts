import { expect, test } from 'vitest'
import { cadence } from './cadence.js'
import { calendarGrid } from './calendar-grid.js'
import { checkPeriodGrid } from './check-period-grid.js'
import { periodAt } from './period-at.js'
import { codeOf } from './test/code-of.js'
import type { PeriodGrid } from './time-type.js'

const grid: PeriodGrid = { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-01-31' }

test('a grid comes back with its zone in official spelling and nothing else in it', () => {
  const extra = { ...grid, zone: 'europe/berlin', note: 'x' }
  expect(checkPeriodGrid(extra)).toStrictEqual(grid)
  expect(checkPeriodGrid({ ...grid, anchorDay: 31 })).toStrictEqual({ ...grid, anchorDay: 31 })
})

test.each<[string, object, string]>([
  ['unit', { unit: 'fortnight' }, 'period.invalid'],
  ['unit', { unit: 'constructor' }, 'period.invalid'],
  ['count', { count: 0 }, 'period.invalid'],
  ['count', { count: 1_001 }, 'period.invalid'],
  ['count', { count: 1.5 }, 'period.invalid'],
  ['count', { count: '1' }, 'period.invalid'],
  ['anchorDay', { anchorDay: 0 }, 'period.invalid'],
  ['anchorDay', { anchorDay: 32 }, 'period.invalid'],
  ['anchorDay', { anchorDay: null }, 'period.invalid'],
  ['anchorDay', { unit: 'week', anchorDay: 5 }, 'period.invalid'],
  ['zone', { zone: '+01:00' }, 'time.zone_unknown'],
  ['anchor', { anchor: '2026-02-30' }, 'time.impossible'],
  ['anchor', { anchor: '2026-01-31T00:00:00Z' }, 'time.malformed'],
  ['anchor', { anchor: undefined }, 'time.malformed'],
])('a grid with another %s is refused: %o', (field, change, code) => {
  const broken = { ...grid, ...change }
  expect(codeOf(() => checkPeriodGrid(broken))).toBe(code)
  expect(codeOf(() => periodAt(broken, '2026-03-01T00:00:00Z'))).toBe(code)
  expect(() => checkPeriodGrid(broken, 'plan.grid')).toThrow(new RegExp(`^plan\\.grid\\.${field} `))
})

test('a cadence has a short form', () => {
  expect(cadence('half_year')).toEqual({ unit: 'half_year', count: 1 })
  expect(cadence({ unit: 'month', count: 3 })).toEqual({ unit: 'month', count: 3 })
  expect(codeOf(() => cadence({ unit: 'month', count: -1 }))).toBe('period.invalid')
})

test.each([null, undefined, 7, [], {}, { unit: 'month' }, { count: 1 }])('%o is no cadence and no grid', (input) => {
  const [readCadence, readGrid] = [cadence as (input: unknown) => unknown, checkPeriodGrid as (input: unknown) => unknown]
  expect(codeOf(() => readCadence(input))).toBe('period.invalid')
  expect(codeOf(() => readGrid(input))).toBe('period.invalid')
})

test.each([
  ['day', '2026-08-13T22:00:00Z', '2026-08-14', '2026-08-15'],
  ['week', '2026-08-16T20:00:00Z', '2026-08-10', '2026-08-17'],
  ['month', '2026-08-31T22:00:00Z', '2026-09-01', '2026-10-01'],
  ['quarter', '2026-08-16T20:00:00Z', '2026-07-01', '2026-10-01'],
  ['half_year', '2026-08-16T20:00:00Z', '2026-07-01', '2027-01-01'],
  ['year', '2026-12-31T22:59:59Z', '2026-01-01', '2027-01-01'],
] as const)('the calendar %s in Berlin at %s runs from %s to %s', (unit, at, from, to) => {
  const berlin = calendarGrid(unit, 'europe/berlin')
  const midnight = (date: string): string => periodAt({ ...berlin, unit: 'day', anchor: date }, `${date}T12:00:00Z`).from
  expect(periodAt(berlin, at)).toMatchObject({ from: midnight(from), to: midnight(to) })
})

test('several calendar units are counted from January 2001', () => {
  const twoMonths = calendarGrid({ unit: 'month', count: 2 }, 'UTC')
  expect(periodAt(twoMonths, '2026-04-15T00:00:00Z').from).toBe('2026-03-01T00:00:00.000000Z')
})
