import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryClockChange, arbitraryPeriodGrid } from '../testing/arbitrary-time.js'
import { assertPeriodLaws, assertPeriodsTile, type PeriodLookup } from '../testing/period-laws.js'
import { nextBoundary, previousBoundary } from './boundaries.js'
import { addDays } from './calendar-days.js'
import { epochMsOf, instantOfEpochMs } from './epoch-ms.js'
import { periodAt, periodNumber, previousPeriod } from './period-at.js'
import { elapsedPeriods, periodsIn } from './periods-in.js'
import { firstSecondShowing, instantAt, localSecond } from './test/intl-clock.js'
import type { Cadence, PeriodGrid } from './time-type.js'

const zones = Intl.supportedValuesOf('timeZone')
const gridAndInstant = arbitraryClockChange().chain(({ zone, at }) => fc.record({ grid: arbitraryPeriodGrid({ zone }), at: fc.constant(at) }))

/** Boundary `index` by search on an Intl clock, with the calendar of `Date`. */
function auditedBoundary(grid: PeriodGrid, index: number): string {
  const [year, month, day] = [grid.anchor.slice(0, 4), grid.anchor.slice(5, 7), grid.anchor.slice(8, 10)].map(Number)
  const clock = grid.anchor.slice(11).split(':').map(Number)
  const secondOfDay = clock.length === 3 ? clock[0]! * 3600 + clock[1]! * 60 + clock[2]! : 0
  const days = { day: 1, week: 7, month: 0, quarter: 0, half_year: 0, year: 0 }[grid.unit] * grid.count * index
  const months = { day: 0, week: 0, month: 1, quarter: 3, half_year: 6, year: 12 }[grid.unit] * grid.count * index
  if (days !== 0) return instantAt(firstSecondShowing(localSecond(year!, month!, day! + days, secondOfDay), grid.zone))
  const lastDay = new Date(Date.UTC(year!, month! + months, 0)).getUTCDate()
  const clamped = Math.min(grid.anchorDay ?? day!, lastDay)
  return instantAt(firstSecondShowing(localSecond(year!, month! + months, clamped, secondOfDay), grid.zone))
}

describe('periods tile the time line', () => {
  test('in every zone for every anchor day, with boundaries that a search on an Intl clock finds too', () => {
    let runs = 0
    for (const [number, zone] of zones.entries()) {
      for (let day = 1; day <= 31; day += 1) {
        runs += 1
        const month = 1 + ((number + day) % 12)
        const grid: PeriodGrid = { unit: 'month', count: 1, zone, anchor: `${1970 + ((number * 7 + day * 11) % 120)}-0${1 + (runs % 9)}-01`, anchorDay: day }
        assertPeriodsTile(grid, periodNumber(grid, month).from, { neighbours: 0 })
        expect([zone, day, periodNumber(grid, month).from]).toEqual([zone, day, auditedBoundary(grid, month)])
      }
    }
    expect(runs).toBeGreaterThan(12_000)
  })

  test('for every cadence and anchor, in any zone', () => {
    fc.assert(
      fc.property(arbitraryPeriodGrid(), fc.integer({ min: -3_000, max: 3_000 }), (grid, day) => {
        assertPeriodsTile(grid, `${addDays(grid.anchor.slice(0, 10), day)}T12:34:56.789012Z`)
      }),
      { numRuns: 1000 },
    )
  })

  test('across the clock changes that break assumptions', () => {
    assertPeriodLaws(periodAt)
  })

  test('with boundaries there that a search on an Intl clock finds too', () => {
    fc.assert(
      fc.property(gridAndInstant, ({ grid, at }) => {
        const { from, to, index } = periodAt(grid, at)
        expect([from, to]).toEqual([auditedBoundary(grid, index), auditedBoundary(grid, index + 1)])
      }),
      { numRuns: 1000 },
    )
  })

  test('day by day through every change of clocks, at any time of day', () => {
    fc.assert(
      fc.property(arbitraryClockChange(), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 2 }), ({ zone, at }, hour, count) => {
        const grid: PeriodGrid = { unit: 'day', count, zone, anchor: `${at.slice(0, 10)}T${String(hour).padStart(2, '0')}:30:00` }
        assertPeriodsTile(grid, at)
        for (let index = -2; index <= 2; index += 1) {
          const boundary = auditedBoundary(grid, index)
          expect(nextBoundary(grid, boundary, { inclusive: true })).toBe(boundary)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

test.each<[string, PeriodLookup]>([
  ['keeps the end of a period inside', (grid, at) => periodAt(grid, at.endsWith('.000000Z') ? instantOfEpochMs(epochMsOf(at) - 1, 999) : at)],
  ['leaves a hole of a millisecond', (grid, at) => ({ ...periodAt(grid, at), to: instantOfEpochMs(epochMsOf(periodAt(grid, at).to) - 1) })],
  ['takes each period from the one before', (grid, at) => periodAt({ ...grid, anchor: previousPeriod(grid, at).from.slice(0, 10) }, at)],
  ['reads the clock of another zone now and then', (grid, at) => periodAt({ ...grid, zone: at.includes('-03-') ? 'UTC' : grid.zone }, at)],
  ['numbers nothing', (grid, at) => ({ ...periodAt(grid, at), index: 0 })],
])('the law finds a look-up that %s', (_, lookup) => {
  expect(() => {
    assertPeriodLaws(lookup, { endOnFailure: true })
  }).toThrow('Law broken')
})

test('boundaries, neighbours, lists and counts agree with the look-up', () => {
  fc.assert(
    fc.property(gridAndInstant, fc.integer({ min: 1, max: 400 }), ({ grid, at }, days) => {
      const period = periodAt(grid, at)
      expect(nextBoundary(grid, at)).toBe(period.to)
      expect(previousBoundary(grid, at, { inclusive: true })).toBe(period.from)
      expect(previousBoundary(grid, period.from)).toBe(previousPeriod(grid, at).from)
      expect(nextBoundary(grid, period.from, { inclusive: true })).toBe(period.from)
      expect(previousPeriod(grid, at)).toEqual(periodAt(grid, previousBoundary(grid, period.from)))
      expect(periodNumber(grid, period.index)).toEqual(period)

      const to = instantOfEpochMs(epochMsOf(at) + days * 86_400_000)
      const listed = periodsIn(grid, { from: at, to })
      expect(listed[0]?.from).toBe(at)
      expect(listed.at(-1)?.to).toBe(to)
      expect(listed.slice(1).map(({ from }) => from)).toEqual(listed.slice(0, -1).map((earlier) => earlier.to))
      for (const part of listed) expect(periodAt(grid, part.from).index).toBe(part.index)
      expect(elapsedPeriods(grid, { from: at, to })).toBe(periodAt(grid, to).index - period.index)
    }),
    { numRuns: 1000 },
  )
})

test('a cadence spelt in another unit has the same boundaries', () => {
  const twins: readonly [Cadence, Cadence][] = [
    [{ unit: 'week', count: 1 }, { unit: 'day', count: 7 }],
    [{ unit: 'quarter', count: 1 }, { unit: 'month', count: 3 }],
    [{ unit: 'half_year', count: 1 }, { unit: 'quarter', count: 2 }],
    [{ unit: 'year', count: 1 }, { unit: 'month', count: 12 }],
  ]
  fc.assert(
    fc.property(gridAndInstant, fc.constantFrom(...twins), ({ grid: { zone, anchor }, at }, [one, other]) => {
      expect(periodAt({ ...one, zone, anchor }, at)).toEqual(periodAt({ ...other, zone, anchor }, at))
    }),
    { numRuns: 1000 },
  )
})
