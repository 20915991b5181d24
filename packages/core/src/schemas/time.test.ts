import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryPeriodGrid } from '../testing/arbitrary-time.js'
import { checkPeriodGrid } from '../time/check-period-grid.js'
import { cadenceSchema, instantSchema, intervalSchema, localDateSchema, periodGridSchema, zoneSchema } from './time.js'

const grid = { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-01-31' }

describe('a schema accepts what the library stores', () => {
  test.each([
    [instantSchema, '2026-10-14T09:00:00.000000Z'],
    [localDateSchema, '2024-02-29'],
    [zoneSchema, 'America/New_York'],
    [cadenceSchema, { unit: 'half_year', count: 1 }],
    [intervalSchema, { from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T09:00:00.000001Z' }],
    [periodGridSchema, grid],
    [periodGridSchema, { ...grid, anchor: '2026-01-31T02:30:00', anchorDay: 31 }],
  ])('%#', (schema, value) => {
    expect(schema.parse(value)).toEqual(value)
  })
})

describe('and refuses the rest', () => {
  test.each([
    [instantSchema, '2026-10-14T09:00:00Z', 'is "2026-10-14T09:00:00Z"; its canonical form is "2026-10-14T09:00:00.000000Z"'],
    [instantSchema, '2026-02-30T09:00:00.000000Z', 'a date exists in the calendar'],
    [instantSchema, 1, 'expected string'],
    [localDateSchema, '2026-02-29', 'a date exists in the calendar'],
    [zoneSchema, 'europe/berlin', 'its canonical form is "Europe/Berlin"'],
    [zoneSchema, '+02:00', 'a zone is an IANA time zone name'],
    [cadenceSchema, { unit: 'fortnight', count: 1 }, 'Invalid option'],
    [cadenceSchema, { unit: 'day', count: 1001 }, 'Too big'],
    [cadenceSchema, { unit: 'day', count: 1, every: 2 }, 'Unrecognized key'],
    [intervalSchema, { from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T09:00:00.000000Z' }, 'an interval ends after it starts'],
    [periodGridSchema, { ...grid, anchor: '2026-01-31T25:00:00' }, 'a time of day runs from 00:00:00'],
    [periodGridSchema, { ...grid, anchorDay: 32 }, 'Too big'],
    [periodGridSchema, { ...grid, anchorDay: undefined }, 'Invalid input'],
    [periodGridSchema, { ...grid, unit: 'week', anchorDay: 5 }, 'days and weeks have no day of month'],
  ])('%#', (schema, value, message) => {
    expect(schema.safeParse(value).error?.message ?? 'accepted').toContain(message.replaceAll('"', '\\"'))
  })

  test('an issue carries the failure', () => {
    expect(zoneSchema.safeParse('+02:00').error?.issues[0]).toMatchObject({ params: { failure: { code: 'time.zone_unknown' } } })
  })
})

test('every grid that the check returns passes its schema', () => {
  fc.assert(
    fc.property(arbitraryPeriodGrid(), (any) => {
      const checked = checkPeriodGrid(any)
      expect(periodGridSchema.parse(checked)).toEqual(checked)
    }),
    { numRuns: 1000 },
  )
})
