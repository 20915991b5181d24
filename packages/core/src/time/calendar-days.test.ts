import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryClockChange } from '../testing/arbitrary-time.js'
import { addDays, addLocalDays, calendarDaysBetween } from './calendar-days.js'
import { epochMsOf, instantOfEpochMs } from './epoch-ms.js'
import { codeOf } from './test/code-of.js'
import { shownAt } from './test/intl-clock.js'

test.each([
  ['2026-02-28', 1, '2026-03-01'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-10-14', 0, '2026-10-14'],
  ['2026-10-14T09:30:00', 365, '2027-10-14T09:30:00'],
  ['0001-01-01', 3_652_058, '9999-12-31'],
])('%s plus %i days is %s', (local, days, moved) => {
  expect(addDays(local, days)).toBe(moved)
})

test.each([
  ['2026-07-13T00:00:00Z', -5, 'UTC', '2026-07-08T00:00:00.000000Z'],
  ['2026-10-30T04:00:00Z', 3, 'America/New_York', '2026-11-02T05:00:00.000000Z'],
  ['2026-10-30T04:00:00.123456Z', 3, 'America/New_York', '2026-11-02T05:00:00.123456Z'],
  ['2026-03-07T07:30:00.5Z', 1, 'America/New_York', '2026-03-08T07:00:00.000000Z'],
  ['2026-10-31T05:30:00Z', 1, 'America/New_York', '2026-11-01T05:30:00.000000Z'],
  ['2026-11-01T06:30:00Z', 0, 'America/New_York', '2026-11-01T06:30:00.000000Z'],
  ['2011-12-29T22:00:00Z', 1, 'Pacific/Apia', '2011-12-30T10:00:00.000000Z'],
])('%s plus %i local days in %s is %s', (at, days, zone, moved) => {
  expect(addLocalDays(at, { days, zone })).toBe(moved)
})

test.each([
  ['2026-03-07T05:00:00Z', '2026-03-09T04:00:00Z', 'America/New_York', 2],
  ['2026-10-31T04:00:00Z', '2026-11-02T05:00:00Z', 'America/New_York', 2],
  ['2026-10-14T21:59:00Z', '2026-10-14T22:01:00Z', 'Europe/Berlin', 1],
  ['2026-10-14T22:01:00Z', '2026-10-14T21:59:00Z', 'Europe/Berlin', -1],
  ['2026-10-14T00:00:00Z', '2026-10-14T23:59:59Z', 'UTC', 0],
  ['2011-12-30T09:00:00Z', '2011-12-30T11:00:00Z', 'Pacific/Apia', 2],
])('from %s to %s there are in %s %i calendar days', (from, to, zone, days) => {
  expect(calendarDaysBetween(from, to, zone)).toBe(days)
})

test('calendar days are differences of the dates that an Intl clock shows', () => {
  fc.assert(
    fc.property(arbitraryClockChange(), fc.integer({ min: -4_000, max: 4_000 }), ({ zone, at }, hours) => {
      const to = epochMsOf(at) + hours * 3_600_000
      const dayOf = (ms: number): number => Math.floor(shownAt(Math.floor(ms / 1000), zone) / 86_400)
      expect(calendarDaysBetween(at, instantOfEpochMs(to), zone)).toBe(dayOf(to) - dayOf(epochMsOf(at)))
    }),
    { numRuns: 1000 },
  )
})

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('%d days are refused', (days) => {
  expect(codeOf(() => addDays('2026-10-14', days))).toBe('time.malformed')
  expect(codeOf(() => addLocalDays('2026-10-14T00:00:00Z', { days, zone: 'UTC' }))).toBe('time.malformed')
})

test.each([4_000_000, -4_000_000, Number.MAX_SAFE_INTEGER])('%d days lead outside the years 0001 to 9999', (days) => {
  expect(codeOf(() => addDays('2026-10-14', days))).toBe('time.out_of_range')
  expect(codeOf(() => addLocalDays('2026-10-14T00:00:00Z', { days, zone: 'Asia/Tokyo' }))).toBe('time.out_of_range')
})
