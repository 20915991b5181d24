import { formatInTimeZone, fromZonedTime } from 'date-fns-tz'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { instantOfLocal } from './local-time.js'

// Why boundaries come from Temporal: what date-fns-tz 3.2.0 gets wrong, written down as it is. Each of these tests turns red when the
// library is fixed. That is good news: then docs/decisions/temporal-instead-of-date-fns-tz.md is due for another look.

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC')
})

afterEach(() => {
  vi.unstubAllEnvs()
})

function theirs(local: string, zone: string): string {
  return fromZonedTime(local, zone).toISOString().slice(0, 19)
}

function ours(local: string, zone: string): string {
  return instantOfLocal(local, zone).slice(0, 19)
}

test.each([
  ['a day starts on the day before', '2017-10-01T00:00:00', 'America/Asuncion', '2017-10-01T03:00:00', '2017-10-01T04:00:00'],
  ['a day starts an hour early', '2018-11-04T00:00:00', 'America/Sao_Paulo', '2018-11-04T02:00:00', '2018-11-04T03:00:00'],
  ['a time in a gap goes back', '2026-03-08T02:30:00', 'America/New_York', '2026-03-08T06:30:00', '2026-03-08T07:00:00'],
  ['so does one in a gap of 15 minutes', '1986-01-01T00:05:00', 'Asia/Kathmandu', '1985-12-31T18:20:00', '1985-12-31T18:30:00'],
  ['a skipped day is the day before', '2011-12-30T12:00:00', 'Pacific/Apia', '2011-12-29T22:00:00', '2011-12-30T10:00:00'],
])('%s: %s in %s is %s to date-fns-tz, %s to us', (_, local, zone, wrong, right) => {
  expect([theirs(local, zone), ours(local, zone)]).toEqual([wrong, right])
})

test('every time inside a gap of these 17 zones, 1970 to 2037, becomes an instant before the gap', () => {
  const zones = [
    'Africa/Cairo', 'Africa/Casablanca', 'America/Asuncion', 'America/Havana', 'America/New_York', 'America/Santiago',
    'America/Sao_Paulo', 'America/St_Johns', 'Antarctica/Troll', 'Asia/Amman', 'Asia/Beirut', 'Asia/Tehran', 'Australia/Lord_Howe',
    'Australia/Sydney', 'Europe/Berlin', 'Europe/Dublin', 'Europe/London',
  ]
  const gaps = zones.flatMap((zone) => gapsOf(zone))
  expect(gaps.length).toBeGreaterThan(900)
  expect(gaps.filter(({ zone, middle, end }) => theirs(middle, zone) >= end)).toEqual([])
  expect(gaps.filter(({ zone, middle, end }) => ours(middle, zone) !== end)).toEqual([])
})

test('seven month starts from 2010 to 2025 are an hour early', () => {
  const zones = ['Africa/Cairo', 'America/Asuncion', 'America/Havana', 'Asia/Amman', 'Asia/Damascus']
  const months = Array.from({ length: 16 * 12 }, (_, month) => `${2010 + Math.floor(month / 12)}-${String(1 + (month % 12)).padStart(2, '0')}-01T00:00:00`)
  const wrong = zones.flatMap((zone) => months.filter((start) => theirs(start, zone) !== ours(start, zone)).map((start) => `${zone} ${start.slice(0, 7)}`))
  expect(wrong).toEqual([
    'Africa/Cairo 2014-08',
    'America/Asuncion 2017-10',
    'America/Asuncion 2023-10',
    'America/Havana 2012-04',
    'Asia/Amman 2011-04',
    'Asia/Amman 2016-04',
    'Asia/Damascus 2011-04',
  ])
})

describe('a reading depends on the zone of the process', () => {
  test.each([
    ['UTC', '2024-03-31 02:30'],
    ['Europe/Berlin', '2024-03-31 03:30'],
  ])('in %s, 06:30Z in New York reads %s', (processZone, reading) => {
    vi.stubEnv('TZ', processZone)
    expect(formatInTimeZone('2024-03-31T06:30:00Z', 'America/New_York', 'yyyy-MM-dd HH:mm')).toBe(reading)
  })
})

function gapsOf(zone: string): readonly { zone: string; middle: string; end: string }[] {
  const gaps: { zone: string; middle: string; end: string }[] = []
  let change = Temporal.Instant.from('1970-01-01T00:00:00Z').toZonedDateTimeISO(zone).getTimeZoneTransition('next')
  while (change !== null && change.year <= 2037) {
    const before = change.subtract({ nanoseconds: 1 }).offsetNanoseconds
    const width = change.offsetNanoseconds - before
    const end = change.toInstant()
    if (width > 0) gaps.push({ zone, middle: end.add({ nanoseconds: before + width / 2 }).toString().slice(0, 19), end: end.toString().slice(0, 19) })
    change = change.getTimeZoneTransition('next')
  }
  return gaps
}
