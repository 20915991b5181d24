import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryClockChange } from '../testing/arbitrary-time.js'
import { epochMsOf, instantOfEpochMs } from './epoch-ms.js'
import { floorInstant, type ClockUnit } from './floor-instant.js'
import { clockChanges, instantAt, shownAt } from './test/intl-clock.js'
import { codeOf } from './test/code-of.js'
import type { PeriodUnit } from './time-type.js'

test.each<[string, ClockUnit | PeriodUnit, string, string]>([
  ['2026-08-13T22:00:00Z', 'day', 'Asia/Kolkata', '2026-08-13T18:30:00.000000Z'],
  ['2026-08-16T20:00:00Z', 'week', 'UTC', '2026-08-10T00:00:00.000000Z'],
  ['2026-08-10T00:00:00Z', 'week', 'UTC', '2026-08-10T00:00:00.000000Z'],
  ['2026-10-31T23:30:00Z', 'month', 'Europe/Berlin', '2026-10-31T23:00:00.000000Z'],
  ['2026-08-16T20:00:00Z', 'quarter', 'UTC', '2026-07-01T00:00:00.000000Z'],
  ['2026-08-16T20:00:00Z', 'half_year', 'UTC', '2026-07-01T00:00:00.000000Z'],
  ['2026-08-16T20:00:00Z', 'year', 'UTC', '2026-01-01T00:00:00.000000Z'],
  ['2026-08-13T22:14:59.999999Z', 'quarter_hour', 'UTC', '2026-08-13T22:00:00.000000Z'],
  ['2026-08-13T22:14:59.999999Z', 'minute', 'Asia/Kathmandu', '2026-08-13T22:14:00.000000Z'],
  ['2026-08-13T22:14:59.999999Z', 'hour', 'Asia/Kathmandu', '2026-08-13T21:15:00.000000Z'],
  // The hour that comes twice is two hours.
  ['2026-11-01T05:30:00Z', 'hour', 'America/New_York', '2026-11-01T05:00:00.000000Z'],
  ['2026-11-01T06:30:00Z', 'hour', 'America/New_York', '2026-11-01T06:00:00.000000Z'],
  // At 02:00 the clock goes back to 01:30 and shows no whole hour: the hour goes on for 90 minutes.
  ['2026-04-04T15:10:00Z', 'hour', 'Australia/Lord_Howe', '2026-04-04T14:00:00.000000Z'],
  ['2026-04-04T15:10:00Z', 'quarter_hour', 'Australia/Lord_Howe', '2026-04-04T15:00:00.000000Z'],
  // At 02:00 it goes on to 02:30: the hour from there lasts half an hour.
  ['2026-10-03T15:45:00Z', 'hour', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000000Z'],
  // Midnight is passed over: the day starts with the new reading.
  ['2018-11-04T03:30:00Z', 'day', 'America/Sao_Paulo', '2018-11-04T03:00:00.000000Z'],
  ['2011-12-30T10:30:00Z', 'hour', 'Pacific/Apia', '2011-12-30T10:00:00.000000Z'],
  // Half a minute of local mean time is dropped at 00:44:30 UTC.
  ['1972-01-07T00:44:40Z', 'minute', 'Africa/Monrovia', '1972-01-07T00:44:30.000000Z'],
])('%s to the %s in %s is %s', (at, unit, zone, start) => {
  expect(floorInstant(at, unit, zone)).toBe(start)
})

const clockUnits = { minute: 60, quarter_hour: 900, hour: 3600 }

/** The last second up to `at` that shows a whole unit or follows a jump over one, second by second where the clock is set. */
function auditedFloor(at: number, unitSeconds: number, zone: string): number {
  const lookBack = at - 3 * unitSeconds - 7200
  const changes = [...clockChanges(lookBack, at, zone)].filter((change) => {
    const [before, after] = [shownAt(change - 1, zone) + 1, shownAt(change, zone)]
    return after > before && Math.floor(after / unitSeconds) * unitSeconds >= before
  })
  for (let second = at; second >= lookBack; second -= 1) {
    if (changes.includes(second) || shownAt(second, zone) % unitSeconds === 0) return second
    // Between two changes only whole minutes of the shown time can be starts, so the search skips to the next one.
    const seconds = shownAt(second, zone) % 60
    const skip = Math.max(0, seconds - 1)
    if (skip > 0 && !changes.some((change) => change >= second - skip && change < second)) second -= skip
  }
  throw new Error('no start found')
}

test('clock units start where a search on an Intl clock says', () => {
  fc.assert(
    fc.property(arbitraryClockChange(), fc.constantFrom<ClockUnit>('minute', 'quarter_hour', 'hour'), ({ zone, at }, unit) => {
      const second = Math.floor(epochMsOf(at) / 1000)
      expect(floorInstant(at, unit, zone)).toBe(instantAt(auditedFloor(second, clockUnits[unit], zone)))
    }),
    { numRuns: 1000 },
  )
})

test('starts never decrease, are their own starts and are not after their instants', () => {
  const unit = fc.constantFrom<ClockUnit | PeriodUnit>('minute', 'quarter_hour', 'hour', 'day', 'week', 'month')
  fc.assert(
    fc.property(arbitraryClockChange(), fc.integer({ min: 0, max: 10_000_000 }), unit, ({ zone, at }, ms, of) => {
      const start = floorInstant(at, of, zone)
      expect(start <= at).toBe(true)
      expect(floorInstant(start, of, zone)).toBe(start)
      expect(start <= floorInstant(instantOfEpochMs(epochMsOf(at) + ms), of, zone)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('an unknown unit is refused', () => {
  const floorAnything = floorInstant as (at: string, unit: string, zone: string) => string
  expect(codeOf(() => floorAnything('2026-10-14T09:00:00Z', 'fortnight', 'UTC'))).toBe('period.invalid')
  expect(codeOf(() => floorAnything('2026-10-14T09:00:00Z', 'constructor', 'UTC'))).toBe('period.invalid')
})
