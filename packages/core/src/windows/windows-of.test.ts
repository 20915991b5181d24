import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryClockChange, arbitraryZone } from '../testing/arbitrary-time.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { floorInstant } from '../time/floor-instant.js'
import type { Interval } from '../time/time-type.js'
import { bucketAt, bucketStart } from './bucket.js'
import { windowsOf, type WindowUnit } from './windows-of.js'

const units: readonly WindowUnit[] = ['minute', 'quarter_hour', 'hour', 'day', 'week', 'month', 'quarter', 'half_year', 'year']
const interval = (from: string, to: string): Interval => ({ from: `${from}:00.000000Z`, to: `${to}:00.000000Z` })
const startsOf = (windows: readonly Interval[]) => windows.map(({ from }) => from.slice(0, 16))

describe('windowsOf', () => {
  test('the day of 25 hours in Berlin', () => {
    const october25 = interval('2026-10-24T22:00', '2026-10-25T23:00')
    expect(windowsOf('day', october25, 'Europe/Berlin')).toEqual([october25])
    expect(windowsOf('hour', october25, 'Europe/Berlin')).toHaveLength(25)
    expect(windowsOf('quarter_hour', october25, 'Europe/Berlin')).toHaveLength(100)
  })

  test('hours of a zone of half hours start at half past UTC', () => {
    expect(startsOf(windowsOf('hour', interval('2026-10-14T00:00', '2026-10-14T02:00'), 'Asia/Kolkata'))).toEqual(['2026-10-14T00:00', '2026-10-14T00:30', '2026-10-14T01:30'])
  })

  test('a clock set forward by half an hour makes an hour of thirty minutes', () => {
    // Lord Howe: 2026-10-04 02:00 becomes 02:30, at 15:30Z the day before.
    expect(startsOf(windowsOf('hour', interval('2026-10-03T14:30', '2026-10-03T17:00'), 'Australia/Lord_Howe'))).toEqual(['2026-10-03T14:30', '2026-10-03T15:30', '2026-10-03T16:00'])
  })

  test('a clock set past a whole hour one minute into another makes an hour of one minute', () => {
    // Newfoundland, 2010-03-14: 00:01 became 01:01, at 03:31Z.
    expect(startsOf(windowsOf('hour', interval('2010-03-14T02:30', '2010-03-14T05:30'), 'America/St_Johns'))).toEqual(['2010-03-14T02:30', '2010-03-14T03:30', '2010-03-14T03:31', '2010-03-14T04:30'])
  })

  test('weeks start on Monday, months on the first, in the zone', () => {
    expect(startsOf(windowsOf('week', interval('2026-10-14T00:00', '2026-10-27T00:00'), 'America/New_York'))).toEqual(['2026-10-14T00:00', '2026-10-19T04:00', '2026-10-26T04:00'])
    expect(startsOf(windowsOf('month', interval('2026-10-14T00:00', '2026-12-01T12:00'), 'America/New_York'))).toEqual(['2026-10-14T00:00', '2026-11-01T04:00', '2026-12-01T05:00'])
  })

  test('durations of the calendar follow the clock, those of fixed length do not', () => {
    const weekend = interval('2026-10-24T00:00', '2026-10-27T00:00')
    expect(startsOf(windowsOf('P1D', weekend, 'Europe/Berlin'))).toEqual(['2026-10-24T00:00', '2026-10-24T22:00', '2026-10-25T23:00', '2026-10-26T23:00'])
    expect(windowsOf('P1D', weekend, 'Europe/Berlin')).toEqual(windowsOf('day', weekend, 'Europe/Berlin'))
    expect(windowsOf('P1W', weekend, 'Europe/Berlin')).toEqual(windowsOf('week', weekend, 'Europe/Berlin'))
    expect(windowsOf('P1Y', weekend, 'Europe/Berlin')).toEqual(windowsOf('year', weekend, 'Europe/Berlin'))
    expect(startsOf(windowsOf('PT12H', weekend, 'Europe/Berlin'))).toEqual(['2026-10-24T00:00', '2026-10-24T11:00', '2026-10-24T23:00', '2026-10-25T11:00', '2026-10-25T23:00', '2026-10-26T11:00', '2026-10-26T23:00'])
    expect(startsOf(windowsOf('P2M', interval('2026-10-24T00:00', '2027-02-01T00:00'), 'UTC'))).toEqual(['2026-10-24T00:00', '2026-11-01T00:00', '2027-01-01T00:00'])
    expect(startsOf(windowsOf('PT5M', interval('2026-10-24T09:02', '2026-10-24T09:11'), 'UTC'))).toEqual(['2026-10-24T09:02', '2026-10-24T09:05', '2026-10-24T09:10'])
    expect(startsOf(windowsOf('PT7H', interval('1999-12-31T12:00', '2000-01-01T00:00'), 'UTC'))).toEqual(['1999-12-31T12:00', '1999-12-31T16:00', '1999-12-31T23:00'])
  })

  test.each(['PT0S', 'P1DT1H', 'P1M1D', 'PT90S', 'P1D2', 'PT'])('refuses the duration %s', (duration) => {
    expect(() => windowsOf(duration as 'PT0S', interval('2026-10-24T00:00', '2026-10-25T00:00'), 'UTC')).toThrow(/^unit is /)
  })

  test('I-TILE: windows of fixed length tile, and are as long as they say', () => {
    const at = fc.integer({ min: epochMsOf('1990-01-01T00:00:00.000000Z'), max: epochMsOf('2040-01-01T00:00:00.000000Z') })
    fc.assert(fc.property(at, fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 1, max: 90 }), (ms, length, minutes) => {
      const range = { from: instantOfEpochMs(ms), to: instantOfEpochMs(ms + length, 1) }
      const windows = windowsOf(`PT${minutes}M`, range, 'Europe/Berlin')
      expect([windows[0]?.from, windows.at(-1)?.to]).toEqual([range.from, range.to])
      for (const [index, { from, to }] of windows.entries()) {
        expect(from < to).toBe(true)
        if (index > 0) expect(windows[index - 1]?.to).toBe(from)
        if (index > 0 && index < windows.length - 1) expect(epochMsOf(to) - epochMsOf(from)).toBe(minutes * 60_000)
        if (index > 0) expect(Math.abs(epochMsOf(from) - epochMsOf('2000-12-31T23:00:00.000000Z')) % (minutes * 60_000)).toBe(0)
      }
    }), { numRuns: 1_000 })
  })

  test('refuses a list without end before it starts', () => {
    expect(() => windowsOf('quarter_hour', interval('2000-01-01T00:00', '2026-01-01T00:00'), 'UTC')).toThrow(/about 911[0-9]{3} windows/)
    expect(() => windowsOf('hour', interval('2026-01-01T00:00', '2026-01-01T00:00'), 'UTC')).toThrow(/ends after it starts/)
  })

  test('I-TILE: windows tile an interval in every zone, also around changes of clocks, and start where their unit does', () => {
    const around = fc.oneof(
      arbitraryClockChange().map(({ zone, at }) => ({ zone, at: epochMsOf(at) })),
      fc.record({ zone: arbitraryZone(), at: fc.integer({ min: epochMsOf('1995-01-01T00:00:00.000000Z'), max: epochMsOf('2060-01-01T00:00:00.000000Z') }) }),
    )
    const hours = fc.double({ min: 0, max: 60, noNaN: true })
    fc.assert(fc.property(around, hours, hours, fc.constantFrom(...units), ({ zone, at }, before, after, unit) => {
      // Minutes of an hour or two, so that no list is long.
      const hourMs = unit === 'minute' ? 60_000 : 3_600_000
      const range = { from: instantOfEpochMs(at - Math.floor(before * hourMs)), to: instantOfEpochMs(at + 1 + Math.floor(after * hourMs)) }
      const windows = windowsOf(unit, range, zone)
      expect(windows[0]?.from).toBe(range.from)
      expect(windows.at(-1)?.to).toBe(range.to)
      for (const [index, window] of windows.entries()) {
        expect(window.from < window.to).toBe(true)
        if (index > 0) {
          expect(window.from).toBe(windows[index - 1]?.to)
          expect(floorInstant(window.from, unit, zone)).toBe(window.from)
        }
        const last = instantOfEpochMs(Math.ceil(epochMsOf(window.to) - 1))
        if (last >= window.from) expect(floorInstant(last, unit, zone) <= window.from).toBe(true)
      }
    }), { numRuns: 1_000 })
  })

  test('no bucket crosses a window of a zone of today', () => {
    const at = fc.integer({ min: epochMsOf('2020-01-01T00:00:00.000000Z'), max: epochMsOf('2040-01-01T00:00:00.000000Z') })
    fc.assert(fc.property(arbitraryZone(), at, fc.constantFrom(...units), (zone, ms, unit) => {
      const start = floorInstant(instantOfEpochMs(ms), unit, zone)
      const grid = unit === 'minute' ? 'minute' : 'quarter_hour'
      expect(bucketStart(start, grid)).toBe(start)
      expect(bucketAt(start, [], grid).from).toBe(start)
    }), { numRuns: 1_000 })
  })
})
