import fc from 'fast-check'
import { addDays, calendarDaysBetween } from '../time/calendar-days.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { instantOfLocal } from '../time/local-time.js'
import type { Cadence, Instant, LocalDate, PeriodGrid, PeriodUnit, Zone } from '../time/time-type.js'

export interface ClockChange {
  readonly zone: Zone
  /** The first instant of the new reading. */
  readonly at: Instant
}

/** Clock changes that break assumptions: each line says which one. */
export const awkwardClockChanges: readonly ClockChange[] = [
  // A common gap and overlap, at 02:00 and 01:00.
  { zone: 'America/New_York', at: '2026-03-08T07:00:00.000000Z' },
  { zone: 'America/New_York', at: '2026-11-01T06:00:00.000000Z' },
  // Southern: the year ends inside daylight saving time; half an hour.
  { zone: 'Australia/Lord_Howe', at: '2026-04-04T15:00:00.000000Z' },
  { zone: 'Australia/Lord_Howe', at: '2026-10-03T15:30:00.000000Z' },
  // Two hours.
  { zone: 'Antarctica/Troll', at: '2026-03-29T01:00:00.000000Z' },
  // No midnight: the day starts at 01:00.
  { zone: 'America/Sao_Paulo', at: '2018-11-04T03:00:00.000000Z' },
  { zone: 'America/Asuncion', at: '2017-10-01T04:00:00.000000Z' },
  { zone: 'Africa/Cairo', at: '2024-04-25T22:00:00.000000Z' },
  { zone: 'America/Havana', at: '2026-03-08T05:00:00.000000Z' },
  // Midnight comes twice.
  { zone: 'America/Sao_Paulo', at: '2019-02-17T02:00:00.000000Z' },
  // One minute after midnight the clock goes back to yesterday.
  { zone: 'America/St_Johns', at: '2010-11-07T02:31:00.000000Z' },
  // Daylight saving time ends for Ramadan and starts again.
  { zone: 'Africa/Casablanca', at: '2026-02-15T02:00:00.000000Z' },
  { zone: 'Africa/Casablanca', at: '2026-03-22T02:00:00.000000Z' },
  // A quarter of an hour, for good.
  { zone: 'Asia/Kathmandu', at: '1985-12-31T18:30:00.000000Z' },
  // A whole day left out, east and west of the date line.
  { zone: 'Pacific/Apia', at: '2011-12-30T10:00:00.000000Z' },
  { zone: 'Pacific/Kwajalein', at: '1993-08-21T12:00:00.000000Z' },
  // A whole day twice.
  { zone: 'Pacific/Kwajalein', at: '1969-09-30T13:00:00.000000Z' },
  // Seconds in the offset.
  { zone: 'Africa/Monrovia', at: '1972-01-07T00:44:30.000000Z' },
]

/** Any zone that the time zone data list, often one of {@link awkwardClockChanges}, sometimes UTC. */
export function arbitraryZone(): fc.Arbitrary<Zone> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...Intl.supportedValuesOf('timeZone')) },
    { weight: 2, arbitrary: fc.constantFrom(...awkwardClockChanges.map(({ zone }) => zone)) },
    { weight: 1, arbitrary: fc.constant('UTC') },
  )
}

/** Every unit; counts up to 12 of days and weeks, up to 4 of longer units. */
export function arbitraryCadence(): fc.Arbitrary<Cadence> {
  const short = fc.record({ unit: fc.constantFrom<PeriodUnit>('day', 'week'), count: fc.integer({ min: 1, max: 12 }) })
  const long = fc.record({ unit: fc.constantFrom<PeriodUnit>('month', 'quarter', 'half_year', 'year'), count: fc.integer({ min: 1, max: 4 }) })
  const single = fc.constantFrom<PeriodUnit>('day', 'week', 'month', 'quarter', 'half_year', 'year').map((unit) => ({ unit, count: 1 }))
  return fc.oneof(single, short, long)
}

export interface GridRange {
  /** Any zone unless given. */
  readonly zone?: Zone
  /** First and last date of an anchor; 1970-01-02 to 2100-12-31 unless given. */
  readonly anchors?: readonly [first: LocalDate, last: LocalDate]
}

/** Grids of every cadence: half of the anchors at midnight, the others at any second; days 29 to 31 and an anchor day of its own are common. */
export function arbitraryPeriodGrid({ zone, anchors = ['1970-01-02', '2100-12-31'] }: GridRange = {}): fc.Arbitrary<PeriodGrid> {
  const date = arbitraryDate(...anchors)
  const monthEnd = date.map((day) => addDays(`${day.slice(0, 8)}01`, -1))
  const timeOfDay = fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom('T00:30:00', 'T01:30:00', 'T02:00:00', 'T02:30:00', 'T23:59:59') },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 86_399 }).map((second) => instantOfEpochMs(second * 1000).slice(10, 19)) },
  )
  const anchorDay = fc.option(fc.oneof(fc.integer({ min: 28, max: 31 }), fc.integer({ min: 1, max: 31 })), { nil: undefined })
  return fc
    .record({ cadence: arbitraryCadence(), zone: zone === undefined ? arbitraryZone() : fc.constant(zone), date: fc.oneof(date, monthEnd), timeOfDay, anchorDay })
    .map((parts): PeriodGrid => {
      const grid = { ...parts.cadence, zone: parts.zone, anchor: `${parts.date}${parts.timeOfDay}` }
      const hasDayOfMonth = parts.cadence.unit !== 'day' && parts.cadence.unit !== 'week'
      return hasDayOfMonth && parts.anchorDay !== undefined ? { ...grid, anchorDay: parts.anchorDay } : grid
    })
}

function arbitraryDate(first: LocalDate, last: LocalDate): fc.Arbitrary<LocalDate> {
  const days = calendarDaysBetween(instantOfLocal(first, 'UTC'), instantOfLocal(last, 'UTC'), 'UTC')
  return fc.integer({ min: 0, max: days }).map((day) => addDays(first, day))
}

/** A zone and an instant within two days of one of its {@link awkwardClockChanges}, often in the hours beside it. */
export function arbitraryClockChange(): fc.Arbitrary<ClockChange> {
  const hourMs = 3_600_000
  const distance = fc.oneof(fc.integer({ min: -2 * hourMs, max: 2 * hourMs }), fc.integer({ min: -48 * hourMs, max: 48 * hourMs }), fc.constantFrom(-1, 0))
  return fc
    .tuple(fc.constantFrom(...awkwardClockChanges), distance)
    .map(([change, ms]) => ({ zone: change.zone, at: instantOfEpochMs(epochMsOf(change.at) + ms) }))
}
