import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryClockChange, arbitraryZone } from '../testing/arbitrary-time.js'
import { epochMsOf, instantOfEpochMs } from './epoch-ms.js'
import { instantOfLocal, localDateOf, localDateTimeOf, localDayOfMonth } from './local-time.js'
import { codeOf } from './test/code-of.js'
import { firstSecondShowing, instantAt, shownAt } from './test/intl-clock.js'

test.each([
  ['2026-10-01', 'Europe/Berlin', '2026-09-30T22:00:00.000000Z'],
  ['2026-10-01T00:00:00', 'Europe/Berlin', '2026-09-30T22:00:00.000000Z'],
  ['2026-12-01T12:34:56', 'Asia/Kolkata', '2026-12-01T07:04:56.000000Z'],
  ['2026-03-08T02:30:00', 'America/New_York', '2026-03-08T07:00:00.000000Z'],
  ['2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00.000000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000000Z'],
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000000Z'],
  ['1986-01-01T00:05:00', 'Asia/Kathmandu', '1985-12-31T18:30:00.000000Z'],
  ['0001-01-01', 'UTC', '0001-01-01T00:00:00.000000Z'],
])('%s in %s is %s', (local, zone, instant) => {
  expect(instantOfLocal(local, zone)).toBe(instant)
})

// Kill Bill's published test of the billing day that an instant has in each account zone, restated.
test.each([
  ['Pacific/Honolulu', 16],
  ['Europe/Paris', 16],
  ['UTC', 16],
  ['Etc/GMT-3', 17],
  ['Asia/Tokyo', 17],
])('the local day of 2012-07-16T21:17:03Z in %s is %i', (zone, day) => {
  expect(localDayOfMonth('2012-07-16T21:17:03Z', zone)).toBe(day)
})

test('a local reading is cut to its second', () => {
  expect(localDateTimeOf('2026-10-14T21:59:59.999999Z', 'Europe/Berlin')).toBe('2026-10-14T23:59:59')
  expect(localDateOf('2026-10-14T22:00:00Z', 'Europe/Berlin')).toBe('2026-10-15')
})

test('a local date outside the years 0001 to 9999 is refused', () => {
  expect(codeOf(() => localDateOf('0001-01-01T00:00:00Z', 'America/New_York'))).toBe('time.out_of_range')
  expect(codeOf(() => localDateOf('9999-12-31T23:59:59Z', 'Asia/Tokyo'))).toBe('time.out_of_range')
  expect(codeOf(() => instantOfLocal('0001-01-01', 'Asia/Tokyo'))).toBe('time.out_of_range')
})

test.each([
  ['2026-02-30', 'time.impossible'],
  ['2026-10-14T24:00:00', 'time.impossible'],
  ['2026-10-14T23:59:60', 'time.leap_second'],
  ['0000-01-01', 'time.out_of_range'],
  ['2026-10-14T09:00', 'time.malformed'],
  ['2026-10-14T09:00:00Z', 'time.malformed'],
  ['2026-10-14 09:00:00', 'time.malformed'],
  ['14.10.2026', 'time.malformed'],
  ['', 'time.malformed'],
])('the local time %s is refused: %s', (local, code) => {
  expect(codeOf(() => instantOfLocal(local, 'UTC'))).toBe(code)
})

const anywhere = fc.record({ zone: arbitraryZone(), at: fc.integer({ min: -3_786_825_600, max: 4_102_444_800 }).map((second) => instantOfEpochMs(second * 1000)) })

test('a zone is read as an Intl clock shows it', () => {
  fc.assert(
    fc.property(fc.oneof(anywhere, arbitraryClockChange()), ({ zone, at }) => {
      const shown = shownAt(Math.floor(epochMsOf(at) / 1000), zone)
      expect(localDateTimeOf(at, zone)).toBe(instantAt(shown).slice(0, 19))
    }),
    { numRuns: 2000 },
  )
})

test('a local time is the first second at which an Intl clock shows it or more', () => {
  fc.assert(
    fc.property(fc.oneof(anywhere, arbitraryClockChange()), ({ zone, at }) => {
      const local = Math.floor(epochMsOf(at) / 1000)
      expect(instantOfLocal(instantAt(local).slice(0, 19), zone)).toBe(instantAt(firstSecondShowing(local, zone)))
    }),
    { numRuns: 1000 },
  )
})

test('a later local time is never an earlier instant', () => {
  fc.assert(
    fc.property(arbitraryClockChange(), fc.integer({ min: 0, max: 200_000 }), ({ zone, at }, seconds) => {
      const later = instantOfEpochMs(epochMsOf(at) + seconds * 1000)
      expect(instantOfLocal(at.slice(0, 19), zone) <= instantOfLocal(later.slice(0, 19), zone)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
