import { describe, expect, it, test } from 'vitest'
import { isInstant, parseInstant } from './parse-instant.js'
import { codeOf } from './test/code-of.js'

test.each([
  ['2026-10-14T09:00:00Z', '2026-10-14T09:00:00.000000Z'],
  ['2026-10-14T09:00:00.000001Z', '2026-10-14T09:00:00.000001Z'],
  ['2026-10-14t09:00:00.5z', '2026-10-14T09:00:00.500000Z'],
  ['2026-10-14 09:00:00Z', '2026-10-14T09:00:00.000000Z'],
  ['2026-10-31T23:59:59.9999999Z', '2026-10-31T23:59:59.999999Z'],
  ['2023-11-16T18:17:03.9799600Z', '2023-11-16T18:17:03.979960Z'],
  ['2026-10-14T00:30:00+02:00', '2026-10-13T22:30:00.000000Z'],
  ['2026-12-31T23:30:00.25-00:45', '2027-01-01T00:15:00.250000Z'],
  ['2026-10-14T09:00:00-00:00', '2026-10-14T09:00:00.000000Z'],
  ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000000Z'],
  ['2000-03-01T00:00:00+23:59', '2000-02-29T00:01:00.000000Z'],
  ['1900-03-01T00:00:00+00:01', '1900-02-28T23:59:00.000000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
  ['9999-12-31T23:59:59.999999999999Z', '9999-12-31T23:59:59.999999Z'],
])('%s is %s', (text, instant) => {
  expect(parseInstant(text)).toBe(instant)
  expect(parseInstant(instant)).toBe(instant)
})

test.each([
  ['2026-10-14T09:00:00', 'time.zone_missing'],
  ['2026-10-14T09:00:00.1234567', 'time.zone_missing'],
  ['2016-12-31T23:59:60Z', 'time.leap_second'],
  ['2026-10-14T24:00:00Z', 'time.impossible'],
  ['2026-10-14T09:60:00Z', 'time.impossible'],
  ['2026-10-14T09:00:61Z', 'time.impossible'],
  ['2026-02-30T00:00:00Z', 'time.impossible'],
  ['2026-02-29T00:00:00Z', 'time.impossible'],
  ['1900-02-29T00:00:00Z', 'time.impossible'],
  ['2026-13-01T00:00:00Z', 'time.impossible'],
  ['2026-00-01T00:00:00Z', 'time.impossible'],
  ['2026-01-00T00:00:00Z', 'time.impossible'],
  ['0000-12-31T23:59:59Z', 'time.out_of_range'],
  ['0001-01-01T00:00:00+00:01', 'time.out_of_range'],
  ['9999-12-31T23:59:59-00:01', 'time.out_of_range'],
  ['+275760-09-13T00:00:00.000Z', 'time.out_of_range'],
  ['-000001-01-01T00:00:00Z', 'time.out_of_range'],
  ['10000-01-01T00:00:00Z', 'time.out_of_range'],
  ['', 'time.malformed'],
  ['now', 'time.malformed'],
  ['1760432400', 'time.malformed'],
  ['2026-10-14', 'time.malformed'],
  ['2026-10-14T09:00Z', 'time.malformed'],
  ['2026-10-14T09:00:00.Z', 'time.malformed'],
  ['2026-10-14T09:00:00,5Z', 'time.malformed'],
  ['2026-10-14T09:00:00+0200', 'time.malformed'],
  ['2026-10-14T09:00:00+02', 'time.malformed'],
  ['2026-10-14T09:00:00+24:00', 'time.malformed'],
  ['2026-10-14T09:00:00+02:60', 'time.malformed'],
  ['2026-10-14T09:00:00Z ', 'time.malformed'],
  [' 2026-10-14T09:00:00Z', 'time.malformed'],
  ['2026-10-14T09:00:00Z[UTC]', 'time.malformed'],
  ['2026/10/14T09:00:00Z', 'time.malformed'],
  ['２０２６-10-14T09:00:00Z', 'time.malformed'],
  [`2026-10-14T09:00:00.${'1'.repeat(60)}Z`, 'time.malformed'],
])('%s is refused: %s', (text, code) => {
  expect(codeOf(() => parseInstant(text, { field: 'event.time' }))).toBe(code)
})

test('a text without a zone is UTC when the source says so; a zone in the text still counts', () => {
  expect(parseInstant('2023-11-16 18:17:03.9799600', { assumeUtc: true })).toBe('2023-11-16T18:17:03.979960Z')
  expect(parseInstant('2026-10-14T09:00:00.123456', { assumeUtc: true })).toBe('2026-10-14T09:00:00.123456Z')
  expect(parseInstant('2026-10-14T02:00:00+02:00', { assumeUtc: true })).toBe('2026-10-14T00:00:00.000000Z')
})

test('a refusal names field, text and rule', () => {
  expect(() => parseInstant('2026-10-14T09:00:00', { field: 'events[3].time' })).toThrow(
    'events[3].time is "2026-10-14T09:00:00", which has no zone (rule: an instant carries Z or an offset from UTC)',
  )
  expect(() => parseInstant('x'.repeat(1_000_000))).toThrow(/^time is "x{64}" \(rule: /)
})

test.each([undefined, null, 1_760_432_400, new Date(0)])('%s is not text and is refused', (input) => {
  const parseAnything = parseInstant as (text: unknown) => string
  expect(codeOf(() => parseAnything(input))).toBe('time.malformed')
})

describe('isInstant', () => {
  it.each([
    ['2026-10-14T09:00:00.000000Z', true],
    ['2026-10-14T09:00:00Z', false],
    ['2026-10-14T11:00:00.000000+02:00', false],
    ['2026-13-14T09:00:00.000000Z', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isInstant(text)).toBe(expected)
  })
})
