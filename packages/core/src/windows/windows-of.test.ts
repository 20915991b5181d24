import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryClockChange, arbitraryZone } from '../testing/arbitrary-time.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { floorInstant } from '../time/floor-instant.js'
import type { Interval } from '../time/time-type.js'
import { bucketAt, bucketStart } from './bucket.js'
import { windowsOf, type WindowUnit } from './windows-of.js'

const units: readonly WindowUnit[] = ['quarter_hour', 'hour', 'day', 'week', 'month', 'quarter', 'half_year', 'year']
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

  test('weeks start on Monday, months on the first, in the zone', () => {
    expect(startsOf(windowsOf('week', interval('2026-10-14T00:00', '2026-10-27T00:00'), 'America/New_York'))).toEqual(['2026-10-14T00:00', '2026-10-19T04:00', '2026-10-26T04:00'])
    expect(startsOf(windowsOf('month', interval('2026-10-14T00:00', '2026-12-01T12:00'), 'America/New_York'))).toEqual(['2026-10-14T00:00', '2026-11-01T04:00', '2026-12-01T05:00'])
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
      const range = { from: instantOfEpochMs(at - Math.floor(before * 3_600_000)), to: instantOfEpochMs(at + 1 + Math.floor(after * 3_600_000)) }
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
      expect(bucketStart(start)).toBe(start)
      expect(bucketAt(start).from).toBe(start)
    }), { numRuns: 1_000 })
  })
})
